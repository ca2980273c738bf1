export { retakeStep as POST } from "@/server/api/routes/jobs/takes";
