export { watchBatch as GET } from "@/server/api/routes/batches";
