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
  CutRequest: {
    shots: [
      { clip: "clip.1", to: 2, join: { kind: "dissolve", seconds: 0.5 } },
      { clip: "clip.2", from: 0.5 },
    ],
    title: { text: "The lake at dawn" },
  },
  ExportRequest: { what: "9:16" },
  ChangeJob: { title: "The last boat", starred: true, project: "Harbour" },
  Bulk: { ids: ["0193c3a0-7d4e-7c1a-9a55-3f1c0a2b4d5e"], action: "move", project: "Harbour" },
  RenameProject: { from: "Harbour", to: "The harbour" },
  ChangeFile: { name: "The pier at dawn", starred: true },
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
  ShareJob: { title: "The fog lifts", board: true },
};
