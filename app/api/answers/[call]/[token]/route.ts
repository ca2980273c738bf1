export { receiveAnswer as POST } from "@/server/api/routes/system";
