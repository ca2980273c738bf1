export { presignUpload as POST } from "@/server/api/routes/uploads";
