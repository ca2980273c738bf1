export { watchJobs as GET } from "@/server/api/routes/jobs/events";
