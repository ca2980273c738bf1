import { z } from "zod";
import { defineEndpoint, defineProvider } from "../define-provider";
import { speech } from "../roles/speech";
import { transcription } from "../roles/transcription";
import { inShort } from "../schemas/loose";
import { unclear } from "./unclear";

const shape = z.looseObject({
  detail: z.union([z.string(), z.looseObject({ status: z.unknown(), message: z.unknown() })]),
});

export const elevenlabs = defineProvider({
  id: "elevenlabs",
  title: "ElevenLabs",
  api: { url: "https://api.elevenlabs.io", setting: "ELEVENLABS_KEY", header: "xi-api-key" },
  source: "@ai-sdk/elevenlabs 2.0.58; codes and prices unverified (elevenlabs.io/docs), 2026-11",
  keyPage: "https://elevenlabs.io/app/settings/api-keys",
  probe: { request: { method: "GET", path: "/v1/models" } },
  takes: { url: false, inlineBytes: 25_000_000 },
  errorOf: (given) => {
    const { detail } = shape.safeParse(given).data ?? {};
    if (typeof detail === "string") return { reason: detail };
    return { reason: inShort(detail?.message), code: inShort(detail?.status) };
  },
  codes: {
    ...{ quota_exceeded: "balance", invalid_api_key: "key", voice_not_found: "model", model_not_found: "model" },
    ...{ too_many_concurrent_requests: "throttled", system_busy: "unavailable", content_moderation: "moderated" },
  },
  endpoints: [
    defineEndpoint({
      role: speech,
      models: {
        eleven_multilingual_v2: { longestPrompt: 10_000, price: { perMillionCharacters: 180 } },
        eleven_turbo_v2_5: { longestPrompt: 40_000, price: { perMillionCharacters: 90 } },
        "*": {},
      },
      mode: "sync",
      reply: "file",
      response: z.object({ file: z.string() }),
      request: ({ text, voice, speed }, { model }) => ({
        path: `/v1/text-to-speech/${encodeURIComponent(voice ?? "21m00Tcm4TlvDq8ikWAM")}?output_format=mp3_44100_128`,
        json: { text, model_id: model, ...(speed && { voice_settings: { speed } }) },
      }),
      parse: ({ file }) => ({ state: "done", output: { audio: file } }),
      timeout: 300,
      typicalSeconds: 5,
    }),
    defineEndpoint({
      role: transcription,
      models: { scribe_v1: { price: { perMinute: 0.0067 } }, "*": {} },
      mode: "sync",
      response: z.looseObject({ text: z.string().nullish() }),
      sends: "form",
      request: ({ audio, language }, { model }) => ({
        path: "/v1/speech-to-text",
        form: { file: audio, model_id: model, ...(language && { language_code: language }) },
      }),
      parse: (given) =>
        typeof given.text === "string" ? { state: "done", output: { text: given.text } } : unclear(given),
      timeout: 300,
      typicalSeconds: 10,
    }),
  ],
});
