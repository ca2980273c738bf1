export { listBatchDeliveries as GET } from "@/server/api/routes/deliveries";
