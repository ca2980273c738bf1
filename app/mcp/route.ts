export { mcp as POST } from "@/server/api/routes/system";
