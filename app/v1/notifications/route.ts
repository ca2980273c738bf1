export { changeNotifications as PATCH, getNotifications as GET } from "@/server/api/routes/notifications";
