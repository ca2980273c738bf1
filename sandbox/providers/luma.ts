import { z } from "zod";
import type { Reason } from "../faults/fault";
import { parseJson } from "../http";
import { parse, Refusal } from "../service";
import { inHeader } from "./key";
import { frameOf, type WorkRequest } from "./make";
import { probed } from "./probe";
import type { Task } from "./task";
import { about, cancels, submits, tasksOf, urlsOf, type Vendor, type Visit, wordOf } from "./vendor";

const refusals: Record<Reason, [status: number, words: string]> = {
  ...{ key: [401, ""], invalid: [422, ""], missing: [404, ""], throttled: [429, ""], unavailable: [503, ""] },
  ...{ balance: [402, "Insufficient credits. "], moderated: [400, "Prompt was moderated. "], internal: [500, ""] },
  "too late": [400, ""],
};

const frame = z.looseObject({ type: z.enum(["image", "generation"]), url: z.string().nullish() });
const body = z.looseObject({
  model: z.string().min(1),
  prompt: z.string().nullish(),
  keyframes: z.looseObject({ frame0: frame.nullish(), frame1: frame.nullish() }).nullish(),
  duration: z
    .string()
    .regex(/^\d+s$/)
    .nullish(),
  aspect_ratio: z.string().nullish(),
  resolution: z.string().nullish(),
  callback_url: z.url().nullish(),
});

function workOf({ bytes }: Visit): WorkRequest {
  const {
    model,
    prompt,
    keyframes,
    duration,
    aspect_ratio: ratio,
    callback_url: webhookUrl,
  } = parse(body, parseJson(bytes));
  const urls = [keyframes?.frame0?.url ?? [], keyframes?.frame1?.url ?? []].flat();
  if (urls.some((url) => !/^https?:/.test(url))) throw new Refusal(422, "keyframes: pictures by address only");
  return {
    ...{ makes: "video", model, prompt: prompt ?? "", images: urls, seconds: Number.parseInt(duration ?? "5", 10) },
    ...{ webhookUrl, ...(ratio && frameOf(ratio, 480)) },
  };
}

const words = {
  ...{ queued: "queued", running: "dreaming", succeeded: "completed" },
  ...{ failed: "failed", cancelled: "failed" },
};

const generation = (task: Task, visit: Visit, state = words[task.state]) => ({
  ...{ id: task.id, generation_type: "video", state, model: task.request.model },
  ...{ created_at: task.createdAt.toISOString(), failure_reason: task.failure?.words ?? null },
  assets: task.state === "succeeded" ? { video: urlsOf(task, visit)[0] } : null,
  request: { prompt: task.request.prompt, callback_url: task.request.webhookUrl ?? null },
});

export const luma: Vendor = {
  id: "luma",
  admits: inHeader("authorization", "Bearer"),
  refuse: (reason, given) => {
    const [status, before] = refusals[reason];
    return { status, body: { detail: `${before}${given}` } };
  },
  routes: {
    "POST /dream-machine/v1/generations/video": submits(
      workOf,
      (task, visit) => generation(task, visit, "queued"),
      201,
    ),
    "GET /dream-machine/v1/credits": probed(() => ({ body: { credit_balance: 1000 } })),
    "GET /dream-machine/v1/generations/{id}": about((task, visit) => ({
      body: generation(task, visit, wordOf(task, words)),
    })),
    "GET /dream-machine/v1/generations": (visit) => ({
      body: { has_more: false, generations: tasksOf(visit).map((task) => generation(task, visit)) },
    }),
    "DELETE /dream-machine/v1/generations/{id}": cancels({ running: true }, () => ({
      status: 204,
      body: Buffer.alloc(0),
    })),
  },
  webhook: (task, visit) => ({ body: generation(task, visit) }),
};
