export { cancelBatch as POST } from "@/server/api/routes/batches";
