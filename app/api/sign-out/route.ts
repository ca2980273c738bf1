export { signOut as POST } from "@/server/api/routes/system";
