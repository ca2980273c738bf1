export { chooseTake as POST } from "@/server/api/routes/jobs/takes";
