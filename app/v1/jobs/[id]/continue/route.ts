export { continueJob as POST } from "@/server/api/routes/jobs/run";
