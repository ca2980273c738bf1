export { getWebhookSecret as GET } from "@/server/api/routes/webhooks";
