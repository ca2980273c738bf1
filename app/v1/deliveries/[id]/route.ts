export { getDelivery as GET } from "@/server/api/routes/deliveries";
