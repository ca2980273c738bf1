export { testNotification as POST } from "@/server/api/routes/notifications";
