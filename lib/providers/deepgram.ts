import { z } from "zod";
import { defineEndpoint, defineProvider } from "../define-provider";
import { speech } from "../roles/speech";
import { transcription } from "../roles/transcription";
import { inShort, looseText } from "../schemas/loose";
import { unclear } from "./unclear";

const heard = z.looseObject({
  results: z
    .looseObject({
      channels: z.array(
        z.looseObject({ alternatives: z.array(z.looseObject({ transcript: z.string().nullish() })).nullish() }),
      ),
    })
    .nullish(),
});

export const deepgram = defineProvider({
  id: "deepgram",
  title: "Deepgram",
  api: { url: "https://api.deepgram.com", setting: "DEEPGRAM_KEY", header: "authorization", scheme: "Token" },
  source: "developers.deepgram.com; codes and prices unverified, 2026-11; no client tried",
  keyPage: "https://console.deepgram.com",
  probe: { request: { method: "GET", path: "/v1/projects" } },
  takes: { url: true, inlineBytes: 0 },
  errorOf: (given) => {
    const { err_msg, err_code } =
      z.looseObject({ err_msg: z.unknown(), err_code: looseText }).safeParse(given).data ?? {};
    return { reason: inShort(err_msg), code: err_code };
  },
  codes: {
    INVALID_AUTH: "key",
    INSUFFICIENT_PERMISSIONS: "key",
    ASR_PAYMENT_REQUIRED: "balance",
    TOO_MANY_REQUESTS: "throttled",
  },
  endpoints: [
    defineEndpoint({
      role: speech,
      models: { "aura-2-thalia-en": { longestPrompt: 2000, price: { perMillionCharacters: 30 } }, "*": {} },
      mode: "sync",
      reply: "file",
      response: z.object({ file: z.string() }),
      // The voice is the model.
      request: ({ text, voice }, { model }) => ({
        path: `/v1/speak?model=${encodeURIComponent(voice ?? model)}&encoding=mp3`,
        json: { text },
      }),
      parse: ({ file }) => ({ state: "done", output: { audio: file } }),
      timeout: 300,
      typicalSeconds: 5,
    }),
    defineEndpoint({
      role: transcription,
      models: { "nova-3": { price: { perMinute: 0.0043 } }, "*": {} },
      mode: "sync",
      response: heard,
      request: ({ audio, language }, { model }) => ({
        path: `/v1/listen?model=${encodeURIComponent(model)}&smart_format=true${language ? `&language=${language}` : ""}`,
        json: { url: audio },
      }),
      parse: (given) => {
        const text = given.results?.channels[0]?.alternatives?.[0]?.transcript;
        return typeof text === "string" ? { state: "done", output: { text } } : unclear(given);
      },
      timeout: 300,
      typicalSeconds: 10,
    }),
  ],
});
