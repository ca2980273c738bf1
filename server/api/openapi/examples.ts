import type { asked } from "./components";

/** An example of each request; a test sends all of them to a real app. */
export const examples: Record<keyof typeof asked, unknown> = {
  Generate: {
    model: "next-scene",
    input: [{ type: "image", url: "https://example.com/picture.jpg" }],
    options: { prompt: "The fog lifts and a boat appears." },
    webhookUrl: "https://example.com/hooks/nextscene",
    notify: ["slack"],
  },
  CreateBatch: {
    requests: [
      {
        model: "qwen-edit",
        input: [{ type: "image", url: "https://example.com/picture.jpg" }],
        options: { prompt: "The fog lifts and a boat appears." },
      },
      {
        model: "wan-i2v",
        input: [{ type: "image", url: "https://example.com/picture.jpg" }],
        options: { prompt: "The camera moves closer.", duration: 3 },
      },
    ],
    onFailure: "continue",
    webhookUrl: "https://example.com/hooks/nextscene",
  },
  RetryBatch: { cancelled: true },
  Resolve: { action: "check_again" },
  Retake: { steps: ["clip.1", "clip.3"] },
  CreateKey: { name: "Shop film generator", role: "user", limits: { concurrentJobs: 5, dailyBudget: 20 } },
  ChangeKey: { limits: { requestsPerMinute: 120 } },
  RotateKey: { graceSeconds: 3600 },
  PresignUpload: { contentType: "video/mp4", sizeBytes: 1_048_576 },
  Rotate: { overlap: 3600 },
  TestWebhook: { url: "https://example.com/hooks/nextscene" },
  ResumeOrigin: { origin: "https://example.com" },
  TestProvider: {},
  ChangeNotifications: { notify: ["slack"], language: "zh" },
  TestNotification: { to: "slack" },
};
