export { listModels as GET } from "@/server/api/routes/description";
