export { replayDelivery as POST } from "@/server/api/routes/deliveries";
