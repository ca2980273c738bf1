export { getStoryboard as GET } from "@/server/api/routes/jobs/documents";
