export { listBatches as GET } from "@/server/api/routes/batches";
export { createBatch as POST } from "@/server/api/routes/create-batch";
