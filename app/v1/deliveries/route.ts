export { listDeliveries as GET } from "@/server/api/routes/deliveries";
