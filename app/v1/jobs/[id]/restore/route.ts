export { restoreJob as POST } from "@/server/api/routes/jobs/jobs";
