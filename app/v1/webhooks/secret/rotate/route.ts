export { rotateWebhookSecret as POST } from "@/server/api/routes/webhooks";
