export { resolveStep as POST } from "@/server/api/routes/jobs/takes";
