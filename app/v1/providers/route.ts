export { listProviders as GET } from "@/server/api/routes/providers";
