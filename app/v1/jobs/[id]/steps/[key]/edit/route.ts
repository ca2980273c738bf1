export { editStep as POST } from "@/server/api/routes/jobs/takes";
