export { listStyles as GET } from "@/server/api/routes/description";
