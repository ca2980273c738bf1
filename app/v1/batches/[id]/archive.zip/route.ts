export { getBatchArchive as GET } from "@/server/api/routes/batches";
