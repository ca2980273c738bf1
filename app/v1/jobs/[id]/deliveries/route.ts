export { listJobDeliveries as GET } from "@/server/api/routes/deliveries";
