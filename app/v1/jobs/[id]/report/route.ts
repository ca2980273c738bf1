export { getReport as GET } from "@/server/api/routes/jobs/documents";
