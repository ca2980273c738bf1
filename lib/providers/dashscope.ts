import { z } from "zod";
import { defineEndpoint, defineProvider, type ProviderStatus, type RemoteWork } from "../define-provider";
import { imageToVideo } from "../roles/image-to-video";
import { textToVideo } from "../roles/text-to-video";
import { looseId, looseText } from "../schemas/loose";
import { isModeration } from "./refusal";

const answer = z.looseObject({
  ...{ code: looseText, message: looseText },
  output: z
    .looseObject({
      task_id: looseId,
      task_status: looseText,
      video_url: z.string().nullish(),
      code: looseText,
      message: looseText,
    })
    .nullish()
    .catch(null),
});
type Answer = z.output<typeof answer>;

function statusOf({ output }: Answer): ProviderStatus<{ video: string }> {
  const { task_status: status, video_url: video, code, message } = output ?? {};
  if (status === "SUCCEEDED" && video) return { state: "done", output: { video } };
  // UNKNOWN: DashScope forgets a task after 24 hours.
  if (status === "UNKNOWN") return { state: "failed", kind: "provider", reason: "The task has expired at DashScope." };
  if (status === "CANCELED")
    return { state: "failed", kind: "provider", reason: "The task was cancelled at DashScope." };
  if (status !== "FAILED" && status !== "SUCCEEDED") return { state: "pending" };
  const reason = message ?? "The task ended without a result.";
  return {
    state: "failed",
    kind: code === "DataInspectionFailed" || isModeration(reason) ? "moderated" : "provider",
    reason,
  };
}

const tasks = {
  mode: "async",
  response: answer,
  receipt: ({ output }: Answer): RemoteWork | null => (output?.task_id ? { id: output.task_id } : null),
  parse: statusOf,
  poll: ({ id }: RemoteWork) => ({ method: "GET", path: `/api/v1/tasks/${id}` }) as const,
  pollEvery: 15,
  cancel: ({ id }: RemoteWork) => ({ path: `/api/v1/tasks/${id}/cancel` }),
  timeout: 7200,
  typicalSeconds: 120,
} as const;

const submit = (json: object) => ({
  path: "/api/v1/services/aigc/video-generation/video-synthesis",
  headers: { "x-dashscope-async": "enable" },
  json,
});

const tier = (resolution: string) => resolution.toUpperCase();
// DashScope silently truncates longer prompts and charges for them.
const wan = { resolutions: ["720p", "1080p"], longestPrompt: 1500 };
const price = { perSecond: { "720p": 0.1, "1080p": 0.15 } };

export const dashscope = defineProvider({
  id: "dashscope",
  title: "DashScope",
  api: {
    url: "https://dashscope-intl.aliyuncs.com",
    setting: "DASHSCOPE_KEY",
    header: "authorization",
    scheme: "Bearer",
  },
  source: "Alibaba's pages of 2026-03 and 2026-10, @ai-sdk/alibaba 1.0.61; prices unverified, 2026-11",
  takes: { url: true, inlineBytes: 7_500_000 },
  errorOf: (given) => {
    const { code, message } = answer.safeParse(given).data ?? {};
    return { reason: message, code };
  },
  codes: {
    ...{ InvalidApiKey: "key", Arrearage: "balance", DataInspectionFailed: "moderated", ModelNotFound: "model" },
    ...{ "Throttling.RateQuota": "throttled", "Throttling.AllocationQuota": "throttled", Throttling: "throttled" },
  },
  endpoints: [
    defineEndpoint({
      ...tasks,
      role: imageToVideo,
      models: {
        "wan2.6-i2v": { ...wan, durations: { min: 2, max: 15 }, lastImage: false, price },
        "wan2.5-i2v-preview": { ...wan, durations: [5, 10], lastImage: false, price },
        "*": { lastImage: false },
      },
      request: ({ image, prompt, duration, resolution, audio, seed }, { model }) =>
        submit({
          ...{ model, input: { prompt, img_url: image } },
          parameters: { duration, seed, resolution: tier(resolution), audio },
        }),
    }),
    defineEndpoint({
      ...tasks,
      role: imageToVideo,
      models: { wan3: { ...wan, resolutions: ["480p", "720p", "1080p"], durations: { min: 2, max: 15 } } },
      request: ({ image, lastImage, prompt, duration, resolution, aspectRatio, audio, seed }, { model }) =>
        submit({
          model,
          input: {
            prompt,
            media: [
              { type: "first_frame", url: image },
              ...(lastImage ? [{ type: "last_frame", url: lastImage }] : []),
            ],
          },
          parameters: { duration, seed, resolution: tier(resolution), ratio: aspectRatio, audio },
        }),
    }),
    defineEndpoint({
      ...tasks,
      role: textToVideo,
      models: {
        "wan2.7-t2v": {
          ...{ ...wan, durations: { min: 2, max: 15 }, price },
          aspectRatios: ["16:9", "9:16", "1:1", "4:3", "3:4"],
        },
        "*": {},
      },
      request: ({ prompt, duration, resolution, aspectRatio, seed }, { model }) =>
        submit({
          model,
          input: { prompt },
          parameters: { duration, seed, resolution: tier(resolution), ratio: aspectRatio },
        }),
    }),
  ],
});
