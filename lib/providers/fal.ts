import { z } from "zod";
import { type Ask, defineEndpoint, defineProvider, type ProviderStatus, type RemoteWork } from "../define-provider";
import { imageEdit } from "../roles/image-edit";
import { imageToVideo } from "../roles/image-to-video";
import { speech } from "../roles/speech";
import { textToImage } from "../roles/text-to-image";
import { textToVideo } from "../roles/text-to-video";
import { inShort, looseCount, looseId, looseText } from "../schemas/loose";
import { isModeration } from "./refusal";

const file = z.looseObject({ url: z.string().nullish() }).nullish();
const result = z.looseObject({
  ...{ image: file, video: file, audio: file },
  ...{ images: z.array(file).nullish(), videos: z.array(file).nullish(), audios: z.array(file).nullish() },
});

/** One schema for receipt, status, webhook and result: a result has files, the others a status or a detail. */
const answer = result.extend({
  request_id: looseId,
  status: looseText,
  queue_position: looseCount,
  payload: z.unknown().optional(),
  error: z.unknown().optional(),
  detail: z.unknown().optional(),
});
type Answer = z.output<typeof answer>;
type Kind = "image" | "video" | "audio";

function reasonOf({ error, detail, payload }: Answer): string {
  const inner = z.looseObject({ detail: z.unknown() }).safeParse(payload).data?.detail;
  const said = [error, detail ?? inner].flatMap((one) => inShort(one) ?? []);
  return said.join(": ") || "The work ended without a result.";
}

function statusOf<Output>(
  given: Answer,
  { model }: Ask,
  kind: Kind,
  output: (url: string) => Output,
): ProviderStatus<Output> {
  const { status, error, request_id: id, queue_position: queuePosition } = given;
  if (status === "ERROR" || error || given.detail) {
    const reason = reasonOf(given);
    if (reason === "Request is still in progress") return { state: "pending" };
    return { state: "failed", kind: isModeration(reason) ? "moderated" : "provider", reason };
  }
  if (status === "COMPLETED")
    return { state: "elsewhere", request: { method: "GET", path: `/${workId(model, id ?? "")}` } };
  const made = result.safeParse(given.payload).data ?? given;
  const url = made[kind]?.url ?? made[`${kind}s`]?.[0]?.url;
  if (url) return { state: "done", output: output(url) };
  if (status === "OK") return { state: "failed", kind: "provider", reason: reasonOf(given) };
  return { state: "pending", queuePosition: queuePosition ?? undefined };
}

/** The queue's routes contain only the first two parts of a model's name. */
const workId = (model: string, id: string) => `${model.split("/").slice(0, 2).join("/")}/requests/${id}`;

const queue = {
  mode: "async",
  response: answer,
  webhook: true,
  receipt: ({ request_id: id, queue_position: position }: Answer, { model }: Ask): RemoteWork | null =>
    id ? { id: workId(model, id), queuePosition: position ?? undefined } : null,
  poll: ({ id }: RemoteWork) => ({ method: "GET", path: `/${id}/status` }) as const,
  pollEvery: 10,
  cancel: ({ id }: RemoteWork) => ({ method: "PUT", path: `/${id}/cancel` }) as const,
  timeout: 3600,
} as const;

const submit = (json: object, { model, webhookUrl }: Ask) => ({
  path: `/${model}?fal_webhook=${encodeURIComponent(webhookUrl)}`,
  json,
});

const sizes = {
  ...{ "1:1": "square_hd", "16:9": "landscape_16_9", "9:16": "portrait_16_9" },
  ...{ "4:3": "landscape_4_3", "3:4": "portrait_4_3" },
};
const wan = {
  ...{ durations: [5, 10], resolutions: ["480p", "720p", "1080p"], longestPrompt: 800 },
  price: { perSecond: { "480p": 0.05, "720p": 0.1, "1080p": 0.15 } },
};

export const fal = defineProvider({
  id: "fal",
  title: "fal",
  api: { url: "https://queue.fal.run", setting: "FAL_KEY", header: "authorization", scheme: "Key" },
  source: "fal.ai/docs (queue, webhooks), @fal-ai/client 1.10.1; models and prices unverified (fal.ai/models), 2026-11",
  takes: { url: true, inlineBytes: 5_000_000 },
  errorOf: (given) => {
    const { detail } = z.looseObject({ detail: z.unknown() }).safeParse(given).data ?? {};
    const [first] =
      z.array(z.looseObject({ msg: z.string(), type: z.string().nullish() })).safeParse(detail).data ?? [];
    const reason = first?.msg ?? inShort(detail);
    return { reason, code: reason?.includes("Exhausted balance") ? "exhausted_balance" : (first?.type ?? undefined) };
  },
  codes: { exhausted_balance: "balance", content_policy_violation: "moderated" },
  signature: { kind: "fal", jwks: "https://rest.fal.ai/.well-known/jwks.json" },
  endpoints: [
    defineEndpoint({
      ...queue,
      role: textToImage,
      models: {
        "flux-dev": { remote: "fal-ai/flux/dev", price: { perImage: 0.025 } },
        "flux-schnell": { remote: "fal-ai/flux/schnell", price: { perImage: 0.003 } },
        "*": {},
      },
      request: ({ prompt, aspectRatio, seed }, ask) => submit({ prompt, image_size: sizes[aspectRatio], seed }, ask),
      parse: (given, ask) => statusOf(given, ask, "image", (image) => ({ image })),
      typicalSeconds: 10,
    }),
    defineEndpoint({
      ...queue,
      role: imageEdit,
      models: {
        "nano-banana": { remote: "fal-ai/nano-banana/edit", references: 9, price: { perImage: 0.039 } },
        "seedream-4": { remote: "fal-ai/bytedance/seedream/v4/edit", references: 9, price: { perImage: 0.03 } },
        "*": {},
      },
      request: ({ image, references, prompt, aspectRatio, seed }, ask) =>
        submit({ prompt, image_urls: [image, ...references], aspect_ratio: aspectRatio, seed }, ask),
      parse: (given, ask) => statusOf(given, ask, "image", (image) => ({ image })),
      typicalSeconds: 15,
    }),
    defineEndpoint({
      ...queue,
      role: imageToVideo,
      models: {
        "wan-2.5": { remote: "fal-ai/wan-25-preview/image-to-video", ...wan, lastImage: false, audio: false },
        "*": { lastImage: false },
      },
      request: ({ image, prompt, duration, resolution, seed }, ask) =>
        submit({ prompt, image_url: image, duration: String(duration), resolution, seed }, ask),
      parse: (given, ask) => statusOf(given, ask, "video", (video) => ({ video })),
      typicalSeconds: 90,
    }),
    defineEndpoint({
      ...queue,
      role: imageToVideo,
      models: {
        "kling-2.5-turbo": {
          remote: "fal-ai/kling-video/v2.5-turbo/pro/image-to-video",
          ...{
            durations: [5, 10],
            resolutions: ["1080p"],
            audio: false,
            longestPrompt: 2500,
            price: { perSecond: 0.07 },
          },
        },
      },
      request: ({ image, lastImage, prompt, duration }, ask) =>
        submit({ prompt, image_url: image, tail_image_url: lastImage, duration: String(duration) }, ask),
      parse: (given, ask) => statusOf(given, ask, "video", (video) => ({ video })),
      typicalSeconds: 150,
    }),
    defineEndpoint({
      ...queue,
      role: textToVideo,
      models: {
        "wan-2.5": {
          ...{ remote: "fal-ai/wan-25-preview/text-to-video", ...wan, audio: false },
          aspectRatios: ["16:9", "9:16", "1:1"],
        },
        "*": {},
      },
      request: ({ prompt, duration, resolution, aspectRatio, seed }, ask) =>
        submit({ prompt, duration: String(duration), resolution, aspect_ratio: aspectRatio, seed }, ask),
      parse: (given, ask) => statusOf(given, ask, "video", (video) => ({ video })),
      typicalSeconds: 90,
    }),
    defineEndpoint({
      ...queue,
      role: speech,
      models: {
        "minimax-speech-02": {
          ...{ remote: "fal-ai/minimax/speech-02-hd", longestPrompt: 5000 },
          price: { perMillionCharacters: 100 },
        },
        "*": {},
      },
      request: ({ text, voice, speed }, ask) =>
        submit({ text, voice_setting: { voice_id: voice ?? "Wise_Woman", speed: speed ?? 1 } }, ask),
      parse: (given, ask) => statusOf(given, ask, "audio", (audio) => ({ audio })),
      typicalSeconds: 10,
    }),
  ],
});
