export { listJobs as GET } from "@/server/api/routes/jobs/jobs";
