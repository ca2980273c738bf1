import { z } from "zod";
import { type Ask, defineEndpoint, defineProvider, type ProviderStatus, type RemoteWork } from "../define-provider";
import { imageToVideo } from "../roles/image-to-video";
import { textToVideo } from "../roles/text-to-video";
import { inShort, looseId, looseText } from "../schemas/loose";
import { isModeration } from "./refusal";
import { unclear } from "./unclear";

const fault = z.looseObject({ code: looseText, message: z.unknown() }).nullish().catch(null);
/** The task object: receipt, status and callback are the same. */
const task = z.looseObject({
  id: looseId,
  status: looseText,
  content: z.looseObject({ video_url: z.string().nullish() }).nullish().catch(null),
  error: fault,
});
type Task = z.output<typeof task>;

function statusOf(given: Task): ProviderStatus<{ video: string }> {
  const { status, content, error } = given;
  const video = content?.video_url;
  if (status === "succeeded" && video) return { state: "done", output: { video } };
  const hasEnded = ["failed", "cancelled", "expired", "succeeded"].includes(status ?? "");
  if (status === "queued" || status === "running") return { state: "pending" };
  // A cancel deletes what has ended, so an unknown word must not count as work in progress.
  if (!hasEnded) return unclear(given);
  const reason =
    inShort(error?.message) ?? `The task ${status === "succeeded" ? "ended without a result" : `is ${status}`}.`;
  const isContent = error?.code?.includes("Sensitive") || isModeration(reason);
  return { state: "failed", kind: isContent ? "moderated" : "provider", reason };
}

const root = "/contents/generations/tasks";
const tasks = {
  mode: "async",
  response: task,
  webhook: true,
  receipt: ({ id }: Task): RemoteWork | null => (id ? { id } : null),
  parse: statusOf,
  poll: ({ id }: RemoteWork) => ({ method: "GET", path: `${root}/${id}` }) as const,
  pollEvery: 10,
  // For an ended task this deletes its record, so only cancel work whose result is not needed.
  cancel: ({ id }: RemoteWork) => ({ method: "DELETE", path: `${root}/${id}` }) as const,
  timeout: 7200,
  typicalSeconds: 90,
} as const;

const seedance = {
  ...{ durations: { min: 4, max: 12 }, resolutions: ["480p", "720p", "1080p"], longestPrompt: 2000 },
  price: { perSecond: { "480p": 0.024, "720p": 0.052, "1080p": 0.118 } },
};
const models = { "seedance-1-5-pro-251215": seedance, "*": {} };
type Wish = {
  prompt: string;
  duration: number;
  resolution: string;
  aspectRatio?: string;
  audio: boolean;
  seed?: number;
};

const submit = (wish: { [K in keyof Wish]: Wish[K] | undefined }, frames: object[], { model, webhookUrl }: Ask) => ({
  path: root,
  json: {
    ...{ model, content: [{ type: "text", text: wish.prompt }, ...frames] },
    ...{ ratio: wish.aspectRatio, resolution: wish.resolution, duration: wish.duration },
    ...{ generate_audio: wish.audio, seed: wish.seed, callback_url: webhookUrl },
  },
});
const frame = (url: string, role?: string) => ({ type: "image_url", image_url: { url }, ...(role && { role }) });

export const bytedance = defineProvider({
  id: "bytedance",
  title: "ByteDance",
  api: {
    ...{ url: "https://ark.ap-southeast.bytepluses.com/api/v3", setting: "BYTEDANCE_KEY" },
    ...{ header: "authorization", scheme: "Bearer" },
  },
  source: "@ai-sdk/bytedance 1.0.29; codes and prices unverified, 2026-11",
  keyPage: "https://console.byteplus.com/ark",
  probe: { request: { method: "GET", path: "/contents/generations/tasks?page_size=1" } },
  takes: { url: true, inlineBytes: 20_000_000 },
  errorOf: (given) => {
    const { error } = z.looseObject({ error: fault }).safeParse(given).data ?? {};
    return { reason: inShort(error?.message), code: error?.code };
  },
  codes: {
    ...{ AuthenticationError: "key", AccountOverdueError: "balance", ServiceOverloaded: "unavailable" },
    ...{ InputTextSensitiveContentDetected: "moderated", InputImageSensitiveContentDetected: "moderated" },
  },
  endpoints: [
    defineEndpoint({
      ...tasks,
      role: imageToVideo,
      models,
      request: ({ image, lastImage, ...wish }, ask) =>
        submit(wish, lastImage ? [frame(image, "first_frame"), frame(lastImage, "last_frame")] : [frame(image)], ask),
    }),
    defineEndpoint({
      ...tasks,
      role: textToVideo,
      models,
      request: (wish, ask) => submit(wish, [], ask),
    }),
  ],
});
