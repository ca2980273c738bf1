export { changeJobs as POST } from "@/server/api/routes/jobs/jobs";
