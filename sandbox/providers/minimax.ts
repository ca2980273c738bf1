import { z } from "zod";
import type { Reason } from "../faults/fault";
import { parseJson } from "../http";
import { parse } from "../service";
import { inHeader } from "./key";
import type { WorkRequest } from "./make";
import { about, submits, urlsOf, type Vendor, type Visit, wordOf } from "./vendor";

/** All errors except those of its gateway have status 200. */
const refusals: Record<Reason, [status: number, code: number]> = {
  ...{ key: [200, 1004], invalid: [200, 2013], missing: [200, 2013], throttled: [200, 1002], balance: [200, 1008] },
  ...{ moderated: [200, 1026], unavailable: [503, 1001], internal: [500, 1000], "too late": [200, 2013] },
};
const base = (status_code: number, status_msg: string) => ({ base_resp: { status_code, status_msg } });
const refuse: Vendor["refuse"] = (reason, words) => {
  const [status, code] = refusals[reason];
  return { status, body: base(code, words) };
};
const ok = base(0, "success");

const body = z.looseObject({
  model: z.string().min(1),
  prompt: z.string().max(2000).nullish(),
  first_frame_image: z.string().nullish(),
  last_frame_image: z.string().nullish(),
  duration: z.union([z.literal(6), z.literal(10)]).nullish(),
  resolution: z.enum(["512P", "768P", "1080P"]).nullish(),
});

function workOf({ bytes }: Visit): WorkRequest {
  const { model, prompt, first_frame_image: image, duration } = parse(body, parseJson(bytes));
  return { makes: "video", model, prompt: prompt ?? "", images: image ? [image] : [], seconds: duration ?? 6 };
}

const words = {
  ...{ queued: "Queueing", running: "Processing", succeeded: "Success" },
  ...{ failed: "Fail", cancelled: "Fail" },
};

export const minimax: Vendor = {
  id: "minimax",
  admits: inHeader("authorization", "Bearer"),
  refuse,
  routes: {
    "POST /v1/video_generation": submits(workOf, ({ id }) => ({ task_id: id, ...ok })),
    "GET /v1/query/video_generation": about((task) => {
      const { id, failure, state } = task;
      const told = failure ? base(failure.reason === "moderated" ? 1027 : 1000, failure.words) : ok;
      return {
        body: { task_id: id, status: wordOf(task, words), ...(state === "succeeded" && { file_id: id }), ...told },
      };
    }, "task_id"),
    "GET /v1/files/retrieve": about(
      (task, visit) => ({ body: { file: { file_id: task.id, download_url: urlsOf(task, visit)[0] }, ...ok } }),
      "file_id",
    ),
  },
};
