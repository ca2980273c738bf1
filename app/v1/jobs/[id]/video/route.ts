export { getVideo as GET } from "@/server/api/routes/jobs/media";
