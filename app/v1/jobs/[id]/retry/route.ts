export { retryJob as POST } from "@/server/api/routes/jobs/run";
