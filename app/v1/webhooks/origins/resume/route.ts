export { resumeWebhookOrigin as POST } from "@/server/api/routes/webhooks";
