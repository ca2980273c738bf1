export { createKey as POST, listKeys as GET } from "@/server/api/routes/keys";
