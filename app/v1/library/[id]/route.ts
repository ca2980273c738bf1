export { changeFile as PATCH, deleteFile as DELETE, getFile as GET } from "@/server/api/routes/library";
