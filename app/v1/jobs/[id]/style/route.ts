export { getStyle as GET } from "@/server/api/routes/jobs/documents";
