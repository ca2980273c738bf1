import { z } from "zod";
import type { Reason } from "../faults/fault";
import { parseJson } from "../http";
import { parse } from "../service";
import { inHeader } from "./key";
import { frameOf, type WorkRequest } from "./make";
import type { Task } from "./task";
import { about, cancels, submits, tasksOf, urlsOf, type Vendor, type Visit, wordOf } from "./vendor";

const refusals: Record<Reason, [status: number, code: string]> = {
  ...{ key: [401, "AuthenticationError"], invalid: [400, "InvalidParameter"], missing: [404, "ModelNotFound"] },
  ...{ throttled: [429, "RateLimitExceeded.EndpointRPMExceeded"], balance: [403, "AccountOverdueError"] },
  ...{ moderated: [400, "InputTextSensitiveContentDetected"], unavailable: [503, "ServiceOverloaded"] },
  ...{ internal: [500, "InternalServiceError"], "too late": [409, "InvalidAction.RunningTaskDeletion"] },
};
const refuse: Vendor["refuse"] = (reason, message) => {
  const [status, code] = refusals[reason];
  return { status, body: { error: { code, message, param: "", type: "" } } };
};

const part = z.looseObject({
  type: z.string(),
  text: z.string().nullish(),
  image_url: z.looseObject({ url: z.string() }).nullish(),
  role: z.enum(["first_frame", "last_frame", "reference_image"]).nullish(),
});
const body = z.looseObject({
  model: z.string().min(1),
  content: z.array(part).min(1),
  ratio: z.string().nullish(),
  duration: z.number().int().min(2).max(15).nullish(),
  generate_audio: z.boolean().nullish(),
  seed: z.number().nullish(),
  callback_url: z.url().nullish(),
});

function workOf({ bytes }: Visit): WorkRequest {
  const given = parse(body, parseJson(bytes));
  const { ratio } = given;
  return {
    ...{ makes: "video", model: given.model, seconds: given.duration ?? 5, sound: given.generate_audio ?? false },
    prompt: given.content.map(({ text }) => text ?? "").join("\n"),
    images: given.content.flatMap(({ image_url: image }) => (image ? [image.url] : [])),
    ...{ seed: given.seed, webhookUrl: given.callback_url, ...(ratio?.includes(":") && frameOf(ratio, 480)) },
  };
}

const words = {
  ...{ queued: "queued", running: "running", succeeded: "succeeded" },
  ...{ failed: "failed", cancelled: "cancelled" },
};

function task(of: Task, visit: Visit, status = words[of.state]) {
  const { id, request, failure, state } = of;
  const code = failure?.reason === "moderated" ? "OutputVideoSensitiveContentDetected" : "InternalServiceError";
  return {
    ...{ id, model: request.model, status, created_at: Math.floor(of.createdAt.getTime() / 1000) },
    ...(state === "succeeded" && { content: { video_url: urlsOf(of, visit)[0] } }),
    ...(failure && { error: { code, message: failure.words } }),
  };
}

const path = "/api/v3/contents/generations/tasks";

export const bytedance: Vendor = {
  id: "bytedance",
  admits: inHeader("authorization", "Bearer"),
  refuse,
  routes: {
    [`POST ${path}`]: submits(workOf, ({ id }) => ({ id })),
    [`GET ${path}/{id}`]: about((of, visit) => ({ body: task(of, visit, wordOf(of, words)) })),
    [`GET ${path}`]: (visit) => ({ body: { items: tasksOf(visit).map((of) => task(of, visit)) } }),
    // A running task cannot be cancelled; DELETE of an ended task deletes its record.
    [`DELETE ${path}/{id}`]: cancels({ running: false }, ({ state }, _, cancelled) =>
      cancelled || state !== "running" ? { body: {} } : refuse("too late", "The task is running."),
    ),
  },
  webhook: (of, visit) => ({ body: task(of, visit) }),
};
