export { listServices as GET } from "@/server/api/routes/description";
