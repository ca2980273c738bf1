export { renameProject as POST } from "@/server/api/routes/projects";
