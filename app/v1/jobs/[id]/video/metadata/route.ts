export { getVideoMetadata as GET } from "@/server/api/routes/jobs/media";
