export { testWebhook as POST } from "@/server/api/routes/webhooks";
