export { generate as POST } from "@/server/api/routes/jobs/generate";
