export { watchJob as GET } from "@/server/api/routes/jobs/events";
