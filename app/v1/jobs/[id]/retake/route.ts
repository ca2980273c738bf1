export { retakeSteps as POST } from "@/server/api/routes/jobs/takes";
