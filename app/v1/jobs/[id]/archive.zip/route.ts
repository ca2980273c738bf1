export { getArchive as GET } from "@/server/api/routes/jobs/media";
