export { describe as GET } from "@/server/api/openapi/document";
