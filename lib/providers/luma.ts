import { z } from "zod";
import { defineEndpoint, defineProvider, type ProviderStatus, type RemoteWork } from "../define-provider";
import { imageToVideo } from "../roles/image-to-video";
import { textToVideo } from "../roles/text-to-video";
import { inShort, looseId, looseText } from "../schemas/loose";
import { numberAt } from "./probe";
import { isModeration } from "./refusal";
import { unclear } from "./unclear";

/** The generation object: receipt, status and callback are the same. */
const generation = z.looseObject({
  id: looseId,
  state: looseText,
  assets: z.looseObject({ video: z.string().nullish() }).nullish().catch(null),
  failure_reason: looseText,
});
type Generation = z.output<typeof generation>;
const list = z.looseObject({
  generations: z.array(
    generation.extend({ request: z.looseObject({ callback_url: z.string().nullish() }).nullish().catch(null) }),
  ),
});

function statusOf(given: Generation): ProviderStatus<{ video: string }> {
  const { state, assets, failure_reason: words } = given;
  if (state === "completed" && assets?.video) return { state: "done", output: { video: assets.video } };
  if (["queued", "dreaming"].includes(state ?? "")) return { state: "pending" };
  // A cancel deletes what has finished, so an unknown word must not count as work in progress.
  if (state !== "failed" && state !== "completed") return unclear(given);
  const reason = words ?? "The generation ended without a result.";
  return { state: "failed", kind: isModeration(reason) ? "moderated" : "provider", reason };
}

const root = "/dream-machine/v1/generations";
const generations = {
  mode: "async",
  response: generation,
  webhook: true,
  receipt: ({ id }: Generation): RemoteWork | null => (id ? { id } : null),
  parse: statusOf,
  poll: ({ id }: RemoteWork) => ({ method: "GET", path: `${root}/${id}` }) as const,
  pollEvery: 10,
  cancel: ({ id }: RemoteWork) => ({ method: "DELETE", path: `${root}/${id}` }) as const,
  // The list contains each callback URL, which is unique to a call.
  find: () => ({ method: "GET", path: `${root}?limit=100&offset=0` }) as const,
  found: (given: unknown, { isOurs }: { isOurs(url: string): boolean }) => {
    const all = list.safeParse(given).data?.generations ?? [];
    const id = all.find(({ request }) => isOurs(request?.callback_url ?? ""))?.id;
    return id ? { id } : null;
  },
  timeout: 3600,
  typicalSeconds: 90,
} as const;

const ray = {
  ...{ durations: [5, 9], resolutions: ["720p", "1080p"], audio: false, longestPrompt: 5000 },
  price: { perSecond: { "720p": 0.14, "1080p": 0.24 } },
};

const submit = (json: object) => ({ path: `${root}/video`, json });
const frame = (url: string) => ({ type: "image", url });

export const luma = defineProvider({
  id: "luma",
  title: "Luma",
  api: { url: "https://api.lumalabs.ai", setting: "LUMA_KEY", header: "authorization", scheme: "Bearer" },
  source: "lumaai 1.19.1; words of refusals and prices unverified, 2026-11",
  keyPage: "https://lumalabs.ai/dream-machine/api/keys",
  probe: { request: { method: "GET", path: "/dream-machine/v1/credits" }, left: numberAt("credit_balance") },
  takes: { url: true, inlineBytes: 0 },
  errorOf: (given) => ({ reason: inShort(z.looseObject({ detail: z.unknown() }).safeParse(given).data?.detail) }),
  codes: {},
  endpoints: [
    defineEndpoint({
      ...generations,
      role: imageToVideo,
      models: {
        "ray-2": ray,
        "ray-flash-2": { ...ray, price: { perSecond: { "720p": 0.05, "1080p": 0.08 } } },
        "*": {},
      },
      request: ({ image, lastImage, prompt, duration, resolution, aspectRatio }, { model, webhookUrl }) =>
        submit({
          ...{
            model,
            prompt,
            duration: `${duration}s`,
            resolution,
            aspect_ratio: aspectRatio,
            callback_url: webhookUrl,
          },
          keyframes: { frame0: frame(image), ...(lastImage && { frame1: frame(lastImage) }) },
        }),
    }),
    defineEndpoint({
      ...generations,
      role: textToVideo,
      models: { "ray-2": ray, "*": {} },
      request: ({ prompt, duration, resolution, aspectRatio }, { model, webhookUrl }) =>
        submit({
          model,
          prompt,
          duration: `${duration}s`,
          resolution,
          aspect_ratio: aspectRatio,
          callback_url: webhookUrl,
        }),
    }),
  ],
});
