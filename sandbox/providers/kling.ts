import { z } from "zod";
import type { Reason } from "../faults/fault";
import { parseJson } from "../http";
import { parse, Refusal } from "../service";
import { inHeader, inToken } from "./key";
import { frameOf, type WorkRequest } from "./make";
import { probed } from "./probe";
import type { Task } from "./task";
import { about, submits, tasksOf, urlsOf, type Vendor, type Visit, wordOf } from "./vendor";

const refusals: Record<Reason, [status: number, code: number]> = {
  ...{ key: [401, 1000], invalid: [400, 1201], missing: [404, 1203], throttled: [429, 1302], balance: [429, 1102] },
  ...{ moderated: [400, 1301], unavailable: [503, 5001], internal: [500, 5000], "too late": [400, 1201] },
};
const refuse: Vendor["refuse"] = (reason, message) => {
  const [status, code] = refusals[reason];
  return { status, body: { code, message, request_id: "sandbox" } };
};

const body = z.looseObject({
  model_name: z.string().min(1),
  prompt: z.string().max(2500).nullish(),
  image: z.string().nullish(),
  image_tail: z.string().nullish(),
  duration: z.string().regex(/^\d+$/).nullish(), // a text, not a number
  mode: z.enum(["std", "pro", "4k"]).nullish(),
  sound: z.enum(["on", "off"]).nullish(),
  aspect_ratio: z.enum(["16:9", "9:16", "1:1"]).nullish(),
  callback_url: z.url().nullish(),
  external_task_id: z.string().nullish(),
});

function workOf({ params, bytes }: Visit): WorkRequest {
  const given = parse(body, parseJson(bytes));
  const { image, aspect_ratio: ratio } = given;
  if (params.kind === "image2video" && !image) throw new Refusal(400, "image: is needed");
  if (image?.startsWith("data:")) throw new Refusal(400, "image: base64 without a prefix, or an address");
  const picture = image && (/^https?:/.test(image) ? image : `data:image/png;base64,${image}`);
  return {
    ...{ makes: "video", model: `${params.kind}/${given.model_name}`, prompt: given.prompt ?? "" },
    ...{ images: picture ? [picture] : [], ...(ratio && frameOf(ratio, 480)) },
    ...{ seconds: Number(given.duration ?? 5), sound: given.sound === "on" },
    ...{ webhookUrl: given.callback_url, ownId: given.external_task_id },
  };
}

const words = {
  ...{ queued: "submitted", running: "processing", succeeded: "succeed" },
  ...{ failed: "failed", cancelled: "failed" },
};

function data(task: Task, visit: Visit, status: string) {
  const videos = urlsOf(task, visit).map((url, i) => ({
    id: `${task.id}-${i}`,
    url,
    duration: String(task.request.seconds),
  }));
  return {
    ...{ task_id: task.id, task_status: status, task_status_msg: task.failure?.words ?? "" },
    ...{ task_info: { external_task_id: task.request.ownId ?? null }, created_at: task.createdAt.getTime() },
    ...(task.state === "succeeded" && { task_result: { videos } }),
  };
}
const said = (of: unknown) => ({ code: 0, message: "SUCCEED", request_id: "sandbox", data: of });

export const kling: Vendor = {
  id: "kling",
  admits: (request, isKey, { secret }) =>
    inHeader("authorization", "Bearer")(request, isKey, { secret }) || inToken(request, secret),
  refuse,
  routes: {
    "POST /v1/videos/{kind}": submits(workOf, (task, visit) => said(data(task, visit, "submitted"))),
    "GET /v1/videos/{kind}": probed((visit) => ({
      body: said(tasksOf(visit).map((task) => data(task, visit, words[task.state]))),
    })),
    "GET /v1/videos/{kind}/{id}": about((task, visit) => ({ body: said(data(task, visit, wordOf(task, words))) })),
  },
  webhook: (task, visit) => ({ body: data(task, visit, words[task.state]) }),
};
