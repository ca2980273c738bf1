import { z } from "zod";
import { defineEndpoint, defineProvider } from "../define-provider";
import { imageEdit } from "../roles/image-edit";
import { speech } from "../roles/speech";
import { textToImage } from "../roles/text-to-image";
import { transcription } from "../roles/transcription";
import { chatEndpoint } from "./chat";
import { asAddress, sizeBy } from "./media-value";
import { openaiBackground } from "./openai-background";
import { openaiError } from "./openai-error";
import { unclear } from "./unclear";

const sizes = {
  "1:1": "1024x1024",
  "16:9": "1536x1024",
  "4:3": "1536x1024",
  "9:16": "1024x1536",
  "3:4": "1024x1536",
};
const pictures = z.looseObject({ data: z.array(z.looseObject({ b64_json: z.string().nullish() })).nullish() });
const imageModels = {
  "gpt-image-1.5": { references: 15, longestPrompt: 32_000, price: { perImage: 0.034 } },
  "gpt-image-2": { references: 15, longestPrompt: 32_000, price: { perImage: 0.053 } },
  "*": {},
};
const common = { mode: "sync", timeout: 300, typicalSeconds: 30 } as const;

function pictureIn(given: z.output<typeof pictures>) {
  const image = given.data?.[0]?.b64_json;
  if (image) return { state: "done", output: { image: asAddress(image, "image/png") } } as const;
  return unclear(given);
}

export const openai = defineProvider({
  id: "openai",
  title: "OpenAI",
  api: { url: "https://api.openai.com/v1", setting: "OPENAI_KEY", header: "authorization", scheme: "Bearer" },
  source: "openai 6.49.0, its declarations; prices unverified (openai.com/api/pricing), medium quality; 2026-11",
  keyPage: "https://platform.openai.com/api-keys",
  probe: { request: { method: "GET", path: "/models" } },
  takes: { url: true, inlineBytes: 15_000_000 },
  ...openaiError,
  endpoints: [
    chatEndpoint(
      {
        "gpt-5.1": { price: { perMillionTokens: { input: 1.25, output: 10 } } },
        "gpt-5-mini": { price: { perMillionTokens: { input: 0.25, output: 2 } } },
        "*": {},
      },
      "max_completion_tokens",
    ),
    defineEndpoint({
      ...common,
      role: textToImage,
      models: imageModels,
      response: pictures,
      request: ({ prompt, aspectRatio }, { model }) => ({
        path: "/images/generations",
        json: { model, prompt, size: sizes[aspectRatio], quality: "medium", output_format: "png" },
      }),
      parse: pictureIn,
    }),
    defineEndpoint({
      ...common,
      role: imageEdit,
      models: imageModels,
      response: pictures,
      request: ({ image, references, prompt, aspectRatio }, { model }) => ({
        path: "/images/edits",
        json: {
          ...{ model, prompt, images: [image, ...references].map((image_url) => ({ image_url })) },
          ...{ size: sizeBy(sizes, aspectRatio, "auto"), quality: "medium", output_format: "png" },
        },
      }),
      parse: pictureIn,
    }),
    ...openaiBackground(sizes),
    defineEndpoint({
      ...common,
      role: speech,
      models: { "gpt-4o-mini-tts": { longestPrompt: 4096, price: { perMillionCharacters: 15 } }, "*": {} },
      reply: "file",
      response: z.object({ file: z.string() }),
      request: ({ text, voice, speed, instructions }, { model }) => ({
        path: "/audio/speech",
        json: { model, input: text, voice: voice ?? "alloy", instructions, speed, response_format: "mp3" },
      }),
      parse: ({ file }) => ({ state: "done", output: { audio: file } }),
      typicalSeconds: 5,
    }),
    defineEndpoint({
      ...common,
      role: transcription,
      models: {
        "gpt-4o-mini-transcribe": { price: { perMinute: 0.003 } },
        "gpt-4o-transcribe": { price: { perMinute: 0.006 } },
        "*": {},
      },
      response: z.looseObject({ text: z.string().nullish() }),
      sends: "form",
      request: ({ audio, language }, { model }) => ({
        path: "/audio/transcriptions",
        form: { file: audio, model, response_format: "json", ...(language && { language }) },
      }),
      parse: (given) =>
        typeof given.text === "string" ? { state: "done", output: { text: given.text } } : unclear(given),
      typicalSeconds: 10,
    }),
  ],
});
