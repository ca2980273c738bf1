export { deleteBatch as DELETE, getBatch as GET } from "@/server/api/routes/batches";
