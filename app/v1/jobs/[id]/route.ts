export { changeJob as PATCH, deleteJob as DELETE, getJob as GET } from "@/server/api/routes/jobs/jobs";
