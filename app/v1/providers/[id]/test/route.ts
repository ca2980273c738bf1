export { testProvider as POST } from "@/server/api/routes/providers";
