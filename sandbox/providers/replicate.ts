import { z } from "zod";
import type { Reason } from "../faults/fault";
import { parseJson } from "../http";
import { parse, Refusal } from "../service";
import { inHeader } from "./key";
import { frameOf, type WorkRequest } from "./make";
import { standardHeaders, webhookSecret } from "./signature";
import type { Task } from "./task";
import { about, cancels, type Handler, submits, tasksOf, urlsOf, type Vendor, type Visit, wordOf } from "./vendor";

const refusals: Record<Reason, [status: number, title: string]> = {
  key: [401, "Unauthenticated"],
  invalid: [422, "Input validation failed"],
  missing: [404, "Not found"],
  throttled: [429, "Too many requests"],
  balance: [402, "Insufficient credit"],
  moderated: [422, "Content moderated"],
  unavailable: [503, "Service unavailable"],
  internal: [500, "Internal server error"],
  "too late": [422, "Prediction has ended"],
};

const refuse: Vendor["refuse"] = (reason, detail) => {
  const [status, title] = refusals[reason];
  return { status, body: { title, detail, status } };
};

const body = z.looseObject({
  version: z.string().nullish(),
  input: z.looseObject({
    prompt: z.string().nullish(),
    text: z.string().nullish(),
    ...{ image: z.string().nullish(), start_image: z.string().nullish(), input_image: z.string().nullish() },
    image_input: z.array(z.string()).nullish(),
    duration: z.number().nullish(),
    aspect_ratio: z.string().nullish(),
    seed: z.number().nullish(),
  }),
  webhook: z.url().nullish(),
  webhook_events_filter: z.array(z.enum(["start", "output", "logs", "completed"])).nullish(),
});

const makes = (model: string): WorkRequest["makes"] =>
  /i2v|t2v|video|kling|veo|hailuo/.test(model) ? "video" : /speech|tts/.test(model) ? "speech" : "image";

function workOf({ params, bytes }: Visit): WorkRequest {
  const { input, version, webhook } = parse(body, parseJson(bytes));
  const model = params.owner ? `${params.owner}/${params.name}` : (version ?? "").split(":")[0];
  if (!model) throw new Refusal(422, "version: is required");
  const kind = makes(model);
  const { image, start_image: start, input_image: edited, image_input: several, aspect_ratio: ratio } = input;
  return {
    ...{ makes: kind, model, prompt: input.prompt ?? input.text ?? "", seed: input.seed, seconds: input.duration ?? 5 },
    images: [image ?? start ?? edited ?? [], several ?? []].flat(),
    ...(ratio?.includes(":") && frameOf(ratio, kind === "video" ? 480 : 768)),
    format: kind === "image" ? "png" : "mp3",
    webhookUrl: webhook,
  };
}

const words = {
  ...{ queued: "starting", running: "processing", succeeded: "succeeded" },
  ...{ failed: "failed", cancelled: "canceled" },
};

/** A string, a list or an object, depending on the model. */
function outputOf(task: Task, visit: Visit): unknown {
  if (task.state !== "succeeded") return null;
  const urls = urlsOf(task, visit);
  const shape = task.faults.find(({ fault }) => fault.resultShape)?.fault.resultShape;
  if (shape === "object") return { [task.request.makes]: urls[0] };
  return shape === "list" || /schnell|flux-dev/.test(task.request.model) ? urls : urls[0];
}

function prediction(task: Task, visit: Visit, status = wordOf(task, words)) {
  const get = `${visit.base}/v1/predictions/${task.id}`;
  const ended = task.state === "queued" || task.state === "running" ? null : new Date().toISOString();
  return {
    ...{ id: task.id, model: task.request.model, version: "hidden", source: "api", status },
    ...{ input: { prompt: task.request.prompt }, output: outputOf(task, visit), error: task.failure?.words ?? null },
    ...{ logs: "", data_removed: false, created_at: task.createdAt.toISOString(), completed_at: ended },
    ...{ urls: { get, cancel: `${get}/cancel` }, metrics: ended ? { predict_time: 1.5 } : {} },
  };
}

const create: Handler = submits(workOf, (task, visit) => prediction(task, visit, "starting"), 201);

export const replicate: Vendor = {
  id: "replicate",
  admits: inHeader("authorization", "Bearer"),
  refuse,
  routes: {
    "POST /v1/models/{owner}/{name}/predictions": create,
    "POST /v1/predictions": create,
    "GET /v1/predictions/{id}": about((task, visit) => ({ body: prediction(task, visit) })),
    "POST /v1/predictions/{id}/cancel": cancels({ running: true }, (task, visit, cancelled) =>
      cancelled || task.state === "cancelled" ? { body: prediction(task, visit) } : refuse("too late", "It has ended."),
    ),
    "GET /v1/predictions": (visit) => ({
      body: { previous: null, next: null, results: tasksOf(visit).map((task) => prediction(task, visit)) },
    }),
    "GET /v1/webhooks/default/secret": ({ context }) => ({ body: { key: webhookSecret("replicate", context.apiKey) } }),
  },
  webhook: (task, visit) => ({
    body: prediction(task, visit, words[task.state]),
    sign: (bytes, wrong) => standardHeaders(webhookSecret("replicate", visit.context.apiKey), bytes, wrong),
  }),
};
