export { file as GET } from "@/server/api/routes/system";
