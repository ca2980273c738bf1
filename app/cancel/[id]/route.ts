export { cancelAsPod as POST } from "@/server/api/routes/jobs/run";
