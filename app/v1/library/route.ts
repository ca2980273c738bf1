export { listLibrary as GET } from "@/server/api/routes/library";
