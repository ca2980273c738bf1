export { rotateKey as POST } from "@/server/api/routes/keys";
