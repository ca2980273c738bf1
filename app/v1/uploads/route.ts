export { upload as POST } from "@/server/api/routes/uploads";
