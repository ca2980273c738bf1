import { z } from "zod";
import { type Ask, defineEndpoint, defineProvider, type ProviderStatus, type RemoteWork } from "../define-provider";
import { imageEdit } from "../roles/image-edit";
import { imageToVideo } from "../roles/image-to-video";
import { speech } from "../roles/speech";
import { textToImage } from "../roles/text-to-image";
import { textToVideo } from "../roles/text-to-video";
import { inShort, looseId, looseText } from "../schemas/loose";
import { isModeration } from "./refusal";

/** The prediction object: receipt, status and webhook are the same. */
const prediction = z.looseObject({
  id: looseId,
  status: looseText,
  output: z.unknown().optional(),
  error: z.unknown().optional(),
});
type Prediction = z.output<typeof prediction>;

/** Depending on the model, the output is a URL, a list of URLs, or an object with a URL. */
function urlIn(output: unknown): string | undefined {
  if (typeof output === "string") return /^(https?|data):/.test(output) ? output : undefined;
  if (typeof output !== "object" || output === null) return undefined;
  for (const value of Object.values(output)) {
    const url = urlIn(value);
    if (url) return url;
  }
  return undefined;
}

function statusOf<Output>(
  { status, output, error }: Prediction,
  make: (url: string) => Output,
): ProviderStatus<Output> {
  if (status === "succeeded") {
    const url = urlIn(output);
    if (url) return { state: "done", output: make(url) };
    return {
      state: "failed",
      kind: "provider",
      reason: "The prediction has no output; Replicate keeps it for one hour.",
    };
  }
  if (status !== "failed" && status !== "canceled" && status !== "aborted") return { state: "pending" };
  const reason = inShort(error) ?? `The prediction was ${status}.`;
  return { state: "failed", kind: isModeration(reason) ? "moderated" : "provider", reason };
}

const predictions = {
  mode: "async",
  response: prediction,
  webhook: true,
  receipt: ({ id }: Prediction) => (id ? { id } : null),
  poll: ({ id }: RemoteWork) => ({ method: "GET", path: `/v1/predictions/${id}` }) as const,
  pollEvery: 10,
  cancel: ({ id }: RemoteWork) => ({ path: `/v1/predictions/${id}/cancel` }),
  timeout: 3600,
} as const;

/** `owner/name`, or `owner/name:version` for a community model. */
function create(input: object, { model, webhookUrl }: Ask) {
  const [name, version] = model.split(":");
  const json = { input, webhook: webhookUrl, webhook_events_filter: ["completed"] };
  return version
    ? { path: "/v1/predictions", json: { version: model, ...json } }
    : { path: `/v1/models/${name}/predictions`, json };
}

const wan = {
  ...{ durations: [5, 10], audio: false, price: { perSecond: { "480p": 0.05, "720p": 0.1, "1080p": 0.15 } } },
  resolutions: ["480p", "720p", "1080p"],
};
const wanSizes: Record<string, Record<string, string>> = {
  "16:9": { "480p": "832*480", "720p": "1280*720", "1080p": "1920*1080" },
  "9:16": { "480p": "480*832", "720p": "720*1280", "1080p": "1080*1920" },
};

export const replicate = defineProvider({
  id: "replicate",
  title: "Replicate",
  api: { url: "https://api.replicate.com", setting: "REPLICATE_KEY", header: "authorization", scheme: "Bearer" },
  source: "replicate.com/docs, replicate 1.4.0; models and prices unverified (replicate.com/explore), 2026-11",
  takes: { url: true, inlineBytes: 250_000 },
  errorOf: (given) => {
    const { title, detail } = z.looseObject({ title: z.unknown(), detail: z.unknown() }).safeParse(given).data ?? {};
    return { reason: inShort(detail), code: inShort(title) };
  },
  codes: { "Content moderated": "moderated", "Insufficient credit": "balance" },
  signature: { kind: "standard", secretPath: "/v1/webhooks/default/secret" },
  endpoints: [
    defineEndpoint({
      ...predictions,
      role: textToImage,
      models: {
        "flux-1.1-pro": { remote: "black-forest-labs/flux-1.1-pro", price: { perImage: 0.04 } },
        "flux-schnell": { remote: "black-forest-labs/flux-schnell", price: { perImage: 0.003 } },
        "*": {},
      },
      request: ({ prompt, aspectRatio, seed }, ask) =>
        create({ prompt, aspect_ratio: aspectRatio, output_format: "png", seed }, ask),
      parse: (given) => statusOf(given, (image) => ({ image })),
      typicalSeconds: 10,
    }),
    defineEndpoint({
      ...predictions,
      role: imageEdit,
      models: {
        "flux-kontext-pro": {
          ...{ remote: "black-forest-labs/flux-kontext-pro", references: 0, price: { perImage: 0.04 } },
        },
        "*": { references: 0 },
      },
      request: ({ image, prompt, aspectRatio, seed }, ask) =>
        create(
          { prompt, input_image: image, aspect_ratio: aspectRatio ?? "match_input_image", output_format: "png", seed },
          ask,
        ),
      parse: (given) => statusOf(given, (image) => ({ image })),
      typicalSeconds: 10,
    }),
    defineEndpoint({
      ...predictions,
      role: imageEdit,
      models: { "nano-banana": { remote: "google/nano-banana", references: 9, price: { perImage: 0.039 } } },
      request: ({ image, references, prompt, aspectRatio }, ask) =>
        create(
          {
            ...{ prompt, image_input: [image, ...references], output_format: "png" },
            aspect_ratio: aspectRatio ?? "match_input_image",
          },
          ask,
        ),
      parse: (given) => statusOf(given, (image) => ({ image })),
      typicalSeconds: 15,
    }),
    defineEndpoint({
      ...predictions,
      role: imageToVideo,
      models: { "wan-2.5": { remote: "wan-video/wan-2.5-i2v", ...wan, lastImage: false }, "*": { lastImage: false } },
      request: ({ image, prompt, duration, resolution, seed }, ask) =>
        create({ image, prompt, duration, resolution, seed }, ask),
      parse: (given) => statusOf(given, (video) => ({ video })),
      typicalSeconds: 90,
    }),
    defineEndpoint({
      ...predictions,
      role: textToVideo,
      models: { "wan-2.5": { remote: "wan-video/wan-2.5-t2v", ...wan, aspectRatios: ["16:9", "9:16"] }, "*": {} },
      request: ({ prompt, duration, resolution, aspectRatio, seed }, ask) =>
        create({ prompt, size: wanSizes[aspectRatio]?.[resolution], duration, seed }, ask),
      parse: (given) => statusOf(given, (video) => ({ video })),
      typicalSeconds: 90,
    }),
    defineEndpoint({
      ...predictions,
      role: speech,
      models: {
        "minimax-speech-02": {
          ...{ remote: "minimax/speech-02-turbo", longestPrompt: 5000, price: { perMillionCharacters: 60 } },
        },
        "*": {},
      },
      request: ({ text, voice, speed }, ask) => create({ text, voice_id: voice ?? "Wise_Woman", speed }, ask),
      parse: (given) => statusOf(given, (audio) => ({ audio })),
      typicalSeconds: 10,
    }),
  ],
});
