export { getEditList as GET } from "@/server/api/routes/jobs/cut";
