export { cancelAsPodV1 as POST } from "@/server/api/routes/jobs/run";
