export { getOwnKey as GET } from "@/server/api/routes/keys";
