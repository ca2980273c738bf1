import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Reason } from "../faults/fault";
import { parseJson } from "../http";
import { parse, Refusal } from "../service";
import { chat } from "./chat";
import { readForm } from "./form";
import { hear, soundIn } from "./hear";
import { inHeader } from "./key";
import { sizeOf, type WorkRequest } from "./make";
import type { Task } from "./task";
import { about, answers, cancels, type Handler, submits, type Vendor, type Visit, wordOf } from "./vendor";

const refusals: Record<Reason, [status: number, type: string, code: string]> = {
  key: [401, "invalid_request_error", "invalid_api_key"],
  invalid: [400, "invalid_request_error", "invalid_value"],
  missing: [404, "invalid_request_error", "not_found"],
  throttled: [429, "requests", "rate_limit_exceeded"],
  balance: [429, "insufficient_quota", "insufficient_quota"],
  moderated: [400, "image_generation_user_error", "moderation_blocked"],
  unavailable: [503, "server_error", "service_unavailable"],
  internal: [500, "server_error", "server_error"],
  "too late": [400, "invalid_request_error", "response_not_cancellable"],
};

export const refuseAsOpenai: Vendor["refuse"] = (reason, message) => {
  const [status, type, code] = refusals[reason];
  return { status, body: { error: { message, type, param: null, code } } };
};

const part = z.looseObject({
  type: z.string(),
  text: z.string().nullish(),
  image_url: z.looseObject({ url: z.string() }).nullish(),
});
const chatBody = z.looseObject({
  model: z.string().min(1),
  messages: z.array(z.looseObject({ role: z.string(), content: z.union([z.string(), z.array(part)]) })).min(1),
  response_format: z
    .looseObject({ type: z.string(), json_schema: z.looseObject({ schema: z.unknown() }).nullish() })
    .nullish(),
  stream: z.literal(false).nullish(),
  seed: z.number().nullish(),
});

/** `POST …/chat/completions`, which many other servers offer as well. */
export const chatCompletions: Handler = async (visit) => {
  const { model, messages, response_format: format, seed } = parse(chatBody, parseJson(visit.bytes));
  const parts = messages.flatMap(({ role, content }) =>
    typeof content === "string" ? [{ role, type: "text", text: content }] : content.map((one) => ({ role, ...one })),
  );
  const texts = (roles: string[]) => parts.flatMap(({ role, text }) => (roles.includes(role) && text ? [text] : []));
  const answer = await chat(visit, {
    prompt: texts(["user"]).join("\n"),
    system: texts(["system", "developer"]).join("\n"),
    images: parts.flatMap((one) => ("image_url" in one && one.image_url ? [one.image_url.url] : [])),
    schema: format?.type === "json_schema" ? format.json_schema?.schema : undefined,
    seed,
  });
  if (!answer) return null;
  const { id, text, promptTokens, answerTokens } = answer;
  const message = { role: "assistant", content: text, refusal: null };
  return {
    body: {
      ...{ id: `chatcmpl-${id}`, object: "chat.completion", created: Math.floor(Date.now() / 1000), model },
      choices: [{ index: 0, message, finish_reason: "stop", logprobs: null }],
      usage: {
        ...{ prompt_tokens: promptTokens, completion_tokens: answerTokens },
        total_tokens: promptTokens + answerTokens,
      },
    },
  };
};

const imageBody = z.looseObject({
  model: z.string().min(1),
  prompt: z.string().min(1).max(32_000),
  n: z.coerce.number().int().min(1).max(10).nullish(),
  size: z.string().nullish(),
  output_format: z.enum(["png", "jpeg", "webp"]).nullish(),
});
const given = z.looseObject({ image_url: z.string().nullish(), file_id: z.string().nullish() });
const editBody = imageBody.extend({ images: z.array(given).min(1).max(16) });

const pictureOf = (body: z.output<typeof imageBody>, images: string[] = []): WorkRequest => ({
  ...{ makes: "image", model: body.model, prompt: body.prompt, images, ...sizeOf(body.size) },
  ...{ count: body.n ?? 1, format: body.output_format ?? "png" },
});

async function editOf(visit: Visit): Promise<WorkRequest> {
  if (visit.request.headers["content-type"]?.includes("multipart/")) {
    const form = await readForm(visit);
    return pictureOf(parse(imageBody, form), [form.image ?? [], form["image[]"] ?? []].flat());
  }
  const body = parse(editBody, parseJson(visit.bytes));
  return pictureOf(
    body,
    body.images.map(({ image_url: url }) => url ?? ""),
  );
}

const base64Of = (task: Task, { context }: Visit) =>
  Promise.all(
    task.results.map(async ({ name }) => (await readFile(context.fileServer.pathOf(name) ?? "")).toString("base64")),
  );

async function pictures(task: Task, visit: Visit) {
  const data = (await base64Of(task, visit)).map((b64_json) => ({ b64_json }));
  const usage = { input_tokens: 10, output_tokens: 1000, total_tokens: 1010 };
  return { body: { created: Math.floor(Date.now() / 1000), data, usage } };
}

const speechBody = z.looseObject({
  model: z.string().min(1),
  input: z.string().min(1).max(4096),
  voice: z.string(),
  response_format: z.enum(["mp3", "wav"]).nullish(),
});

const responseBody = z.looseObject({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(z.looseObject({ content: z.union([z.string(), z.array(z.unknown())]) }))]),
  background: z.literal(true),
  tools: z.array(z.looseObject({ type: z.literal("image_generation"), size: z.string().nullish() })).min(1),
});
const inputPart = z.looseObject({ type: z.string(), text: z.string().nullish(), image_url: z.string().nullish() });

function pictureLater({ bytes }: Visit): WorkRequest {
  const { model, input, tools } = parse(responseBody, parseJson(bytes));
  const parts = typeof input === "string" ? [{ text: input }] : input.flatMap(({ content }) => content);
  const read = parts.map((one) => (typeof one === "string" ? { text: one } : inputPart.partial().parse(one)));
  return {
    ...{ makes: "image", model, format: "png", ...sizeOf(tools[0]?.size) },
    prompt: read.map(({ text }) => text ?? "").join("\n"),
    images: read.flatMap((one) => ("image_url" in one && one.image_url ? [one.image_url] : [])),
  };
}

const states = {
  queued: "queued",
  running: "in_progress",
  succeeded: "completed",
  failed: "failed",
  cancelled: "cancelled",
};
async function response(task: Task, visit: Visit, first = false) {
  const code = task.failure?.reason === "moderated" ? "moderation_blocked" : "server_error";
  const output = (await base64Of(task, visit)).map((result, i) => ({
    ...{ type: "image_generation_call", id: `ig_${task.id}-${i}`, status: "completed", result },
  }));
  return {
    ...{ id: task.id, object: "response", created_at: task.createdAt.getTime() / 1000, model: task.request.model },
    ...{ status: first ? "queued" : wordOf(task, states), background: true, output },
    error: task.failure && { code, message: task.failure.words },
  };
}

export const openai: Vendor = {
  id: "openai",
  admits: inHeader("authorization", "Bearer"),
  refuse: refuseAsOpenai,
  routes: {
    "POST /v1/chat/completions": chatCompletions,
    "POST /v1/images/generations": answers(({ bytes }) => pictureOf(parse(imageBody, parseJson(bytes))), pictures),
    "POST /v1/images/edits": answers(editOf, pictures),
    "POST /v1/audio/speech": answers(
      ({ bytes }) => {
        const { model, input, response_format: format } = parse(speechBody, parseJson(bytes));
        return { makes: "speech", model, prompt: input, format: format ?? "mp3" };
      },
      async ({ results: [result], request }, { context }) => ({
        body: await readFile(context.fileServer.pathOf(result?.name ?? "") ?? ""),
        headers: { "content-type": request.format === "wav" ? "audio/wav" : "audio/mpeg" },
      }),
    ),
    "POST /v1/audio/transcriptions": async (visit) => {
      const { file, model } = await readForm(visit);
      if (typeof file !== "string" || !model) throw new Refusal(400, "file, model: are needed");
      const text = await hear(visit, soundIn(file));
      return text === null ? null : { body: { text } };
    },
    "POST /v1/responses": submits(pictureLater, (task, visit) => response(task, visit, true)),
    "GET /v1/responses/{id}": about(async (task, visit) => ({ body: await response(task, visit) })),
    "POST /v1/responses/{id}/cancel": cancels({ running: true }, (task, _, cancelled) =>
      cancelled || task.state === "cancelled"
        ? { body: { id: task.id, object: "response", status: "cancelled", output: [] } }
        : refuseAsOpenai("too late", "Cannot cancel a completed response."),
    ),
  },
};
