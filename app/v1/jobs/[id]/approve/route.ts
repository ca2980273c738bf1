export { approveJob as POST } from "@/server/api/routes/jobs/run";
