import { z } from "zod";
import { defineEndpoint, defineProvider, type ProviderStatus, type RemoteWork } from "../define-provider";
import { imageEdit } from "../roles/image-edit";
import { imageToVideo } from "../roles/image-to-video";
import { language } from "../roles/language";
import { textToImage } from "../roles/text-to-image";
import { textToVideo } from "../roles/text-to-video";
import { inShort, looseId, looseText } from "../schemas/loose";
import { partsOfDataUrl } from "./media-value";
import { isModeration } from "./refusal";
import { tokens } from "./tokens";
import { unclear } from "./unclear";

const answer = z.looseObject({
  candidates: z
    .array(
      z.looseObject({
        content: z
          .looseObject({
            parts: z
              .array(
                z.looseObject({
                  text: z.string().nullish(),
                  inlineData: z.looseObject({ mimeType: z.string(), data: z.string() }).nullish(),
                }),
              )
              .nullish(),
          })
          .nullish(),
        finishReason: looseText,
      }),
    )
    .nullish(),
  promptFeedback: z.looseObject({ blockReason: looseText }).nullish(),
  usageMetadata: z
    .looseObject({
      promptTokenCount: z.number().nullish(),
      candidatesTokenCount: z.number().nullish(),
      thoughtsTokenCount: z.number().nullish(),
    })
    .nullish()
    .catch(null),
});
type Answer = z.output<typeof answer>;

const blocked = /SAFETY|PROHIBITED|BLOCKLIST|SPII|RECITATION|OTHER/;

/** Why an answer has neither text nor picture. */
function failureOf(given: Answer): ProviderStatus<never> {
  const { candidates, promptFeedback } = given;
  if (!candidates && !promptFeedback) return unclear(given);
  const reason = promptFeedback?.blockReason ?? candidates?.[0]?.finishReason ?? "";
  if (promptFeedback?.blockReason || blocked.test(reason))
    return { state: "failed", kind: "moderated", reason: `Google blocked the request: ${reason}.` };
  if (reason === "MAX_TOKENS")
    return { state: "failed", kind: "input", reason: "The answer is longer than maxTokens allows." };
  return { state: "failed", kind: "provider", reason: "The answer is empty." };
}

/** Google accepts pictures only inline. */
function inlineData(url: string) {
  const { type, base64 } = partsOfDataUrl(url) ?? { type: "image/png", base64: url };
  return { inlineData: { mimeType: type, data: base64 } };
}
function veoImage(url: string) {
  const { mimeType, data } = inlineData(url).inlineData;
  return { bytesBase64Encoded: data, mimeType };
}

const content = (model: string, parts: object[], generationConfig: object, system?: string) => ({
  path: `/v1beta/models/${model}:generateContent`,
  json: {
    contents: [{ role: "user", parts }],
    ...(system && { systemInstruction: { parts: [{ text: system }] } }),
    generationConfig,
  },
});

function pictureIn(given: Answer): ProviderStatus<{ image: string }> {
  const [data] = given.candidates?.[0]?.content?.parts?.flatMap(({ inlineData: one }) => one ?? []) ?? [];
  return data ? { state: "done", output: { image: `data:${data.mimeType};base64,${data.data}` } } : failureOf(given);
}

const imageModels = {
  "gemini-2.5-flash-image": { references: 2, price: { perImage: 0.039 } },
  "gemini-3-pro-image": { references: 13, price: { perImage: 0.134 } },
  "*": {},
};
const now = { mode: "sync", response: answer, timeout: 300, typicalSeconds: 15 } as const;

/** Receipt and status are an operation object; a webhook only names it. */
const operation = z.looseObject({
  name: looseId,
  done: z.unknown().optional(),
  data: z.looseObject({ id: looseId, name: looseId }).nullish().catch(null),
  error: z.looseObject({ message: z.unknown().optional() }).nullish().catch(null),
  response: z
    .looseObject({
      generateVideoResponse: z
        .looseObject({
          generatedSamples: z.array(z.looseObject({ video: z.looseObject({ uri: z.string() }).nullish() })).nullish(),
          raiMediaFilteredReasons: z.array(z.unknown()).nullish(),
        })
        .nullish(),
    })
    .nullish()
    .catch(null),
});
type Operation = z.output<typeof operation>;

function clipIn({ done, error, response, data }: Operation): ProviderStatus<{ video: string }> {
  const named = [data?.name, data?.id].find((one) => /^models\/[\w.-]+\/operations\/[\w-]+$/.test(one ?? ""));
  if (named) return { state: "elsewhere", request: { method: "GET", path: `/v1beta/${named}` } };
  const { generatedSamples: samples, raiMediaFilteredReasons: reasons } = response?.generateVideoResponse ?? {};
  const video = samples?.[0]?.video?.uri;
  if (video) return { state: "done", output: { video } };
  if (reasons?.length)
    return { state: "failed", kind: "moderated", reason: reasons.map((one) => inShort(one)).join(" ") };
  if (!done && !error) return { state: "pending" };
  const reason = inShort(error?.message) ?? "The operation ended without a result.";
  return { state: "failed", kind: isModeration(reason) ? "moderated" : "provider", reason };
}

const veo = {
  mode: "async",
  response: operation,
  webhook: true,
  receipt: ({ name }: Operation): RemoteWork | null => (name ? { id: name } : null),
  parse: clipIn,
  poll: ({ id }: RemoteWork) => ({ method: "GET", path: `/v1beta/${id}` }) as const,
  pollEvery: 10,
  timeout: 3600,
  typicalSeconds: 90,
} as const;

const can = {
  durations: [4, 6, 8],
  resolutions: ["720p", "1080p"],
  aspectRatios: ["16:9", "9:16"],
  negativePrompt: true,
};
const veoModels = {
  "veo-3.1-generate-preview": { ...can, price: { perSecond: 0.4 } },
  "veo-3.1-fast-generate-preview": { ...can, price: { perSecond: 0.15 } },
  "*": {},
};

type Wish = {
  prompt: string;
  negativePrompt?: string | undefined;
  duration: number;
  resolution: string;
  aspectRatio?: string | undefined;
  seed?: number | undefined;
};
const clip = (
  model: string,
  { prompt, negativePrompt, duration, resolution, aspectRatio, seed }: Wish,
  frames: object,
  uri: string,
) => ({
  path: `/v1beta/models/${model}:predictLongRunning`,
  json: {
    instances: [{ prompt, ...frames }],
    parameters: { durationSeconds: duration, aspectRatio, resolution, seed, negativePrompt },
    webhookConfig: { uris: [uri] },
  },
});

export const google = defineProvider({
  id: "google",
  title: "Google",
  api: { url: "https://generativelanguage.googleapis.com", setting: "GOOGLE_KEY", header: "x-goog-api-key" },
  source:
    "@google/genai 2.32.0; ai.google.dev (webhooks, 2026-06); the id in its webhook and prices unverified, 2026-11",
  keyPage: "https://aistudio.google.com/apikey",
  probe: { request: { method: "GET", path: "/v1beta/models?pageSize=1" } },
  takes: { url: false, inlineBytes: 7_000_000 },
  errorOf: (given) => {
    const error = z
      .looseObject({
        error: z.looseObject({
          message: z.unknown(),
          status: looseText,
          details: z
            .array(z.looseObject({ reason: looseText }))
            .nullish()
            .catch(null),
        }),
      })
      .safeParse(given).data?.error;
    const detail = error?.details?.find(({ reason }) => reason)?.reason;
    return { reason: inShort(error?.message), code: detail ?? error?.status };
  },
  codes: { API_KEY_INVALID: "key", FAILED_PRECONDITION: "balance", RESOURCE_EXHAUSTED: "throttled" },
  signature: { kind: "google", jwks: "https://generativelanguage.googleapis.com/.well-known/jwks.json" },
  resultNeedsKey: true,
  endpoints: [
    defineEndpoint({
      ...now,
      role: language,
      models: {
        "gemini-2.5-flash": { price: { perMillionTokens: { input: 0.3, output: 2.5 } } },
        "gemini-2.5-pro": { price: { perMillionTokens: { input: 1.25, output: 10 } } },
        "*": {},
      },
      request: ({ prompt, system, images, schema, maxTokens, seed }, { model }) =>
        content(
          model,
          [{ text: prompt }, ...images.map(inlineData)],
          {
            ...{ maxOutputTokens: maxTokens, seed },
            ...(schema && { responseMimeType: "application/json", responseJsonSchema: schema }),
          },
          system,
        ),
      parse: (given) => {
        const text = given.candidates?.[0]?.content?.parts?.map((one) => one.text ?? "").join("");
        const isCut = given.candidates?.[0]?.finishReason === "MAX_TOKENS";
        return text && !isCut ? { state: "done", output: { text } } : failureOf(given);
      },
      usage: ({ usageMetadata: used }) =>
        tokens(used?.promptTokenCount, (used?.candidatesTokenCount ?? 0) + (used?.thoughtsTokenCount ?? 0)),
    }),
    defineEndpoint({
      ...now,
      role: textToImage,
      models: imageModels,
      request: ({ prompt, aspectRatio, seed }, { model }) =>
        content(model, [{ text: prompt }], { responseModalities: ["IMAGE"], imageConfig: { aspectRatio }, seed }),
      parse: pictureIn,
    }),
    defineEndpoint({
      ...now,
      role: imageEdit,
      models: imageModels,
      request: ({ image, references, prompt, aspectRatio, seed }, { model }) =>
        content(model, [{ text: prompt }, ...[image, ...references].map(inlineData)], {
          ...{ responseModalities: ["IMAGE"], seed, ...(aspectRatio && { imageConfig: { aspectRatio } }) },
        }),
      parse: pictureIn,
    }),
    defineEndpoint({
      ...veo,
      role: imageToVideo,
      models: veoModels,
      request: ({ image, lastImage, ...wish }, { model, webhookUrl }) =>
        clip(model, wish, { image: veoImage(image), ...(lastImage && { lastFrame: veoImage(lastImage) }) }, webhookUrl),
    }),
    defineEndpoint({
      ...veo,
      role: textToVideo,
      models: veoModels,
      request: (wish, { model, webhookUrl }) => clip(model, wish, {}, webhookUrl),
    }),
  ],
});
