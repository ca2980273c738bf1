export { completeUpload as POST } from "@/server/api/routes/uploads";
