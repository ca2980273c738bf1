export { changeKey as PATCH, getKey as GET, revokeKey as DELETE } from "@/server/api/routes/keys";
