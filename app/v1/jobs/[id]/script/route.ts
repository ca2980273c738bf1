export { getScript as GET } from "@/server/api/routes/jobs/documents";
