import { z } from "zod";
import type { Reason } from "../faults/fault";
import { parseJson } from "../http";
import { parse, Refusal } from "../service";
import { inHeader } from "./key";
import { frameOf, sizeOf, type WorkRequest } from "./make";
import type { Task } from "./task";
import { about, cancels, submits, tasksOf, urlsOf, type Vendor, type Visit, wordOf } from "./vendor";

const refusals: Record<Reason, [status: number, code: string]> = {
  key: [401, "InvalidApiKey"],
  invalid: [400, "InvalidParameter"],
  missing: [404, "ModelNotFound"],
  throttled: [429, "Throttling.RateQuota"],
  balance: [400, "Arrearage"],
  moderated: [400, "DataInspectionFailed"],
  unavailable: [503, "ServiceUnavailable"],
  internal: [500, "InternalError"],
  "too late": [400, "UnsupportedOperation"],
};
const refuse: Vendor["refuse"] = (reason, message) => {
  const [status, code] = refusals[reason];
  return { status, body: { code, message, request_id: "sandbox" } };
};

const body = z.looseObject({
  model: z.string().min(1),
  input: z.looseObject({
    prompt: z.string().nullish(),
    img_url: z.string().nullish(),
    media: z.array(z.looseObject({ type: z.string(), url: z.string() })).nullish(),
  }),
  parameters: z
    .looseObject({
      resolution: z.enum(["480P", "720P", "1080P"]).nullish(),
      size: z.string().nullish(),
      ratio: z.string().nullish(),
      duration: z.number().int().min(2).max(15).nullish(),
      audio: z.boolean().nullish(),
      seed: z.number().nullish(),
    })
    .nullish(),
});

function workOf({ request, bytes }: Visit): WorkRequest {
  if (request.headers["x-dashscope-async"] !== "enable") throw new Refusal(400, "X-DashScope-Async: must be enable");
  const { model, input, parameters } = parse(body, parseJson(bytes));
  const { size, ratio, duration, audio, seed } = parameters ?? {};
  return {
    ...{ makes: "video", model, prompt: input.prompt ?? "", seconds: duration ?? 5, sound: audio ?? false, seed },
    images: [input.img_url ?? [], input.media?.map(({ url }) => url) ?? []].flat(),
    ...(ratio ? frameOf(ratio, 480) : sizeOf(size)),
  };
}

const words = {
  ...{ queued: "PENDING", running: "RUNNING", succeeded: "SUCCEEDED" },
  ...{ failed: "FAILED", cancelled: "CANCELED" },
};

function output(task: Task, visit: Visit, task_status = words[task.state]) {
  const { id, failure } = task;
  const [video_url] = urlsOf(task, visit);
  const fault = failure && { code: refusals[failure.reason][1], message: failure.words };
  return { task_id: id, task_status, ...(video_url && { video_url }), ...fault };
}

const path = "/api/v1/services/aigc/video-generation/video-synthesis";

/** DashScope sends no webhooks. */
export const dashscope: Vendor = {
  id: "dashscope",
  admits: inHeader("authorization", "Bearer"),
  refuse,
  routes: {
    [`POST ${path}`]: submits(workOf, (task, visit) => ({
      request_id: "sandbox",
      output: output(task, visit, "PENDING"),
    })),
    "GET /api/v1/tasks/{id}": about((task, visit) => ({
      body: {
        request_id: "sandbox",
        output: output(task, visit, wordOf(task, words)),
        usage: { duration: task.request.seconds },
      },
    })),
    "POST /api/v1/tasks/{id}/cancel": cancels({ running: false }, (_, __, cancelled) =>
      cancelled ? { body: { request_id: "sandbox" } } : refuse("too late", "Only a PENDING task can be cancelled."),
    ),
    "GET /api/v1/tasks": (visit) => ({ body: { data: tasksOf(visit).map((task) => output(task, visit)) } }),
  },
};
