export { listUsage as GET } from "@/server/api/routes/usage";
