import { z } from "zod";
import { defineEndpoint, defineProvider, type ProviderStatus, type RemoteWork } from "../define-provider";
import { imageToVideo } from "../roles/image-to-video";
import { textToImage } from "../roles/text-to-image";
import { textToVideo } from "../roles/text-to-video";
import { asShare, inShort, looseId, looseText } from "../schemas/loose";
import { numberAt } from "./probe";
import { isModeration } from "./refusal";
import { unclear } from "./unclear";

const task = z.looseObject({
  id: looseId,
  status: looseText,
  progress: z.unknown().optional(),
  output: z.array(z.string()).nullish().catch(null),
  failure: z.unknown().optional(),
  failureCode: looseText,
  cost: z.looseObject({ credits: z.number().nullish() }).nullish().catch(null),
});
type Task = z.output<typeof task>;

function statusOf<Output>(given: Task, make: (url: string) => Output): ProviderStatus<Output> {
  const { status, output, failure, failureCode } = given;
  if (status === "SUCCEEDED" && output?.[0]) return { state: "done", output: make(output[0]) };
  if (status === "CANCELLED") return { state: "failed", kind: "provider", reason: "The task was cancelled at Runway." };
  if (["PENDING", "THROTTLED", "RUNNING"].includes(status ?? ""))
    return { state: "pending", progress: asShare(given.progress) };
  // A cancel deletes what has finished, so an unknown word must not count as work in progress.
  if (status !== "FAILED" && status !== "SUCCEEDED") return unclear(given);
  const reason = inShort(failure) ?? "The task ended without a result.";
  if (failureCode?.startsWith("SAFETY") || isModeration(reason)) return { state: "failed", kind: "moderated", reason };
  return { state: "failed", kind: failureCode?.startsWith("ASSET") ? "input" : "provider", reason };
}

const tasks = {
  mode: "async",
  response: task,
  receipt: ({ id }: Task) => (id ? { id } : null),
  poll: ({ id }: RemoteWork) => ({ method: "GET", path: `/v1/tasks/${id}` }) as const,
  pollEvery: 6, // Runway allows one poll in five seconds
  cancel: ({ id }: RemoteWork) => ({ method: "DELETE", path: `/v1/tasks/${id}` }) as const,
  cost: ({ cost }: Task) => (cost?.credits == null ? null : cost.credits / 100),
  timeout: 3600,
  typicalSeconds: 60,
} as const;

const ratios = {
  ...{ "16:9": "1280:720", "9:16": "720:1280", "1:1": "960:960", "4:3": "1104:832", "3:4": "832:1104" },
};
const veoRatios: Record<string, Record<string, string>> = {
  "720p": { "16:9": "1280:720", "9:16": "720:1280" },
  "1080p": { "16:9": "1920:1080", "9:16": "1080:1920" },
};
const veo = {
  ...{ durations: [4, 6, 8], resolutions: ["720p", "1080p"], aspectRatios: ["16:9", "9:16"], longestPrompt: 1000 },
  price: { perSecond: 0.4 },
};

export const runway = defineProvider({
  id: "runway",
  title: "Runway",
  api: {
    ...{ url: "https://api.dev.runwayml.com", setting: "RUNWAY_KEY", header: "authorization", scheme: "Bearer" },
    headers: { "x-runway-version": "2024-11-06" },
  },
  source: "docs.dev.runwayml.com, @runwayml/sdk 4.20.1; one credit is 0.01 USD; prices unverified, 2026-11",
  keyPage: "https://dev.runwayml.com",
  probe: { request: { method: "GET", path: "/v1/organization" }, left: numberAt("creditBalance") },
  takes: { url: true, inlineBytes: 3_700_000 },
  errorOf: (given) => ({
    reason: inShort(z.looseObject({ error: z.unknown() }).safeParse(given).data?.error),
    ...codeOf(given),
  }),
  codes: { balance: "balance" },
  endpoints: [
    defineEndpoint({
      ...tasks,
      role: imageToVideo,
      models: {
        gen4_turbo: {
          ...{ durations: { min: 2, max: 10 }, resolutions: ["720p"], lastImage: false, audio: false },
          ...{ longestPrompt: 1000, price: { perSecond: 0.05 } },
        },
        "gen4.5": {
          ...{ durations: { min: 2, max: 10 }, resolutions: ["720p"], lastImage: false, audio: false },
          ...{ longestPrompt: 1000, price: { perSecond: 0.12 } },
        },
        "*": { lastImage: false },
      },
      request: ({ image, prompt, duration, aspectRatio, seed }, { model }) => ({
        path: "/v1/image_to_video",
        json: {
          ...{ model, promptImage: image, promptText: prompt, duration: Math.round(duration), seed },
          ratio: ratios[aspectRatio ?? "16:9"],
        },
      }),
      parse: (given) => statusOf(given, (video) => ({ video })),
    }),
    defineEndpoint({
      ...tasks,
      role: textToVideo,
      models: { "veo3.1": veo, "veo3.1_fast": { ...veo, price: { perSecond: 0.15 } }, "*": {} },
      request: ({ prompt, duration, resolution, aspectRatio, audio, seed }, { model }) => ({
        path: "/v1/text_to_video",
        json: {
          ...{ model, promptText: prompt, duration, audio, seed },
          ratio: veoRatios[resolution]?.[aspectRatio] ?? ratios[aspectRatio],
        },
      }),
      parse: (given) => statusOf(given, (video) => ({ video })),
    }),
    defineEndpoint({
      ...tasks,
      role: textToImage,
      models: { gen4_image: { longestPrompt: 1000, price: { perImage: 0.05 } }, "*": {} },
      request: ({ prompt, aspectRatio, seed }, { model }) => ({
        path: "/v1/text_to_image",
        json: { model, promptText: prompt, ratio: ratios[aspectRatio], seed },
      }),
      parse: (given) => statusOf(given, (image) => ({ image })),
      typicalSeconds: 30,
    }),
  ],
});

/** Only the message, not a code, tells that the credits are used up. */
function codeOf(given: unknown): { code?: string } {
  return /not have enough credits/i.test(inShort(given) ?? "") ? { code: "balance" } : {};
}
