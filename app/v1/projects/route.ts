export { listProjects as GET } from "@/server/api/routes/projects";
