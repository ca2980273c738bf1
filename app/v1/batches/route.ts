export { createBatch as POST, listBatches as GET } from "@/server/api/routes/batches";
