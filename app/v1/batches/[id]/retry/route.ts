export { retryBatch as POST } from "@/server/api/routes/batches";
