export { health as GET } from "@/server/api/routes/system";
