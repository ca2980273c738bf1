export { listWebhookOrigins as GET } from "@/server/api/routes/webhooks";
