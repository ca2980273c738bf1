import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Reason } from "../faults/fault";
import { parseJson } from "../http";
import { parse, Refusal } from "../service";
import { readForm } from "./form";
import { hear, soundIn } from "./hear";
import { inHeader } from "./key";
import { models } from "./probe";
import { answers, tasksOf, type Vendor } from "./vendor";

const refusals: Record<Reason, [code: number, status: string]> = {
  ...{ key: [401, "invalid_api_key"], invalid: [422, "invalid_input"], missing: [404, "voice_not_found"] },
  ...{ throttled: [429, "too_many_concurrent_requests"], balance: [401, "quota_exceeded"] },
  ...{ moderated: [400, "content_moderation"], unavailable: [503, "system_busy"], internal: [500, "internal_error"] },
  "too late": [400, "invalid_input"],
};

const body = z.looseObject({
  text: z.string().min(1).max(40_000),
  model_id: z.string().nullish(),
  voice_settings: z.looseObject({ speed: z.number().min(0.7).max(1.2).nullish() }).nullish(),
});

export const elevenlabs: Vendor = {
  id: "elevenlabs",
  admits: inHeader("xi-api-key"),
  refuse: (reason, message) => {
    const [code, status] = refusals[reason];
    return { status: code, body: { detail: { status, message } } };
  },
  routes: {
    "GET /v1/models": models,
    "POST /v1/text-to-speech/{voice}": answers(
      ({ bytes, url }) => {
        const { text, model_id: model } = parse(body, parseJson(bytes));
        const format = url.searchParams.get("output_format") ?? "mp3_44100_128";
        if (!format.startsWith("mp3_")) throw new Refusal(422, `output_format: the sandbox has no ${format}`);
        return { makes: "speech", model: model ?? "eleven_multilingual_v2", prompt: text, format: "mp3" };
      },
      async ({ id, results: [result] }, { context }) => ({
        body: await readFile(context.fileServer.pathOf(result?.name ?? "") ?? ""),
        headers: { "content-type": "audio/mpeg", "history-item-id": id },
      }),
    ),
    "POST /v1/speech-to-text": async (visit) => {
      const { file, model_id: model } = await readForm(visit);
      if (typeof file !== "string" || !model) throw new Refusal(422, "file, model_id: are needed");
      const text = await hear(visit, soundIn(file));
      return text === null ? null : { body: { language_code: "en", language_probability: 1, text, words: [] } };
    },
    "GET /v1/history": (visit) => ({
      body: {
        history: tasksOf(visit).map(({ id, request, createdAt }) => ({
          ...{ history_item_id: id, text: request.prompt, model_id: request.model },
          date_unix: Math.floor(createdAt.getTime() / 1000),
        })),
        has_more: false,
      },
    }),
  },
};
