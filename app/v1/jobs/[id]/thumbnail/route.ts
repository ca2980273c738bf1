export { getThumbnail as GET } from "@/server/api/routes/jobs/media";
