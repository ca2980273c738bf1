export { cancelJob as POST } from "@/server/api/routes/jobs/run";
