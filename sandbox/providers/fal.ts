import { z } from "zod";
import type { Reason } from "../faults/fault";
import { parseJson } from "../http";
import { parse } from "../service";
import { inHeader } from "./key";
import type { WorkRequest } from "./make";
import { falHeaders, jwks } from "./signature";
import type { Task } from "./task";
import { about, cancels, submits, urlsOf, type Vendor, type Visit, wordOf } from "./vendor";

const refusals: Record<Reason, [status: number, kind: string]> = {
  key: [401, "authentication"],
  invalid: [422, "value_error"],
  missing: [404, "not_found"],
  throttled: [429, "rate_limited"],
  balance: [403, "exhausted_balance"],
  moderated: [422, "content_policy_violation"],
  unavailable: [503, "unavailable"],
  internal: [500, "internal_server_error"],
  "too late": [400, "already_completed"],
};

/** fal reports invalid fields as a list, other errors as a sentence. */
const refuse: Vendor["refuse"] = (reason, words) => {
  const [status, kind] = refusals[reason];
  const sentence = reason === "balance" ? `User is locked. Reason: Exhausted balance. ${words}` : words;
  const detail = status === 422 ? [{ loc: ["body", "prompt"], msg: words, type: kind }] : sentence;
  return { status, body: { detail }, headers: { "x-fal-error-type": kind } };
};

const body = z.looseObject({
  prompt: z.string().nullish(),
  text: z.string().nullish(),
  image_url: z.string().nullish(),
  image_urls: z.array(z.string()).nullish(),
  duration: z.union([z.string(), z.number()]).nullish(),
  generate_audio: z.boolean().nullish(),
  num_images: z.number().nullish(),
  seed: z.number().nullish(),
});

const makes = (model: string): WorkRequest["makes"] =>
  /video|i2v|t2v/.test(model) ? "video" : /speech|tts|kokoro/.test(model) ? "speech" : "image";

function workOf({ params, url, bytes }: Visit): WorkRequest {
  const input = parse(body, parseJson(bytes));
  const { model = "" } = params;
  return {
    ...{ makes: makes(model), model, prompt: input.prompt ?? input.text ?? "", seed: input.seed },
    images: [input.image_url ?? [], input.image_urls ?? []].flat(),
    seconds: Number(input.duration ?? 5),
    sound: input.generate_audio ?? false,
    count: input.num_images ?? 1,
    format: makes(model) === "image" ? "jpeg" : "mp3",
    webhookUrl: url.searchParams.get("fal_webhook"),
  };
}

/** The queue's routes contain only the first two parts of a model's name. */
function queueUrls({ id, request }: Task, { base }: Visit) {
  const response_url = `${base}/${request.model.split("/").slice(0, 2).join("/")}/requests/${id}`;
  return { request_id: id, response_url, status_url: `${response_url}/status`, cancel_url: `${response_url}/cancel` };
}

function outputOf(task: Task, visit: Visit): object {
  const files = urlsOf(task, visit).map((url) => ({ url, file_name: url.split("/").at(-1), content_type: null }));
  const shape = task.faults.find(({ fault }) => fault.resultShape)?.fault.resultShape;
  const name = { image: "image", video: "video", speech: "audio" }[task.request.makes];
  const isList = shape ? shape === "list" : task.request.makes === "image";
  return {
    [isList ? `${name}s` : name]: isList ? files : files[0],
    seed: task.request.seed ?? 1,
    prompt: task.request.prompt,
  };
}

const refusalOf = ({ failure, state }: Task) =>
  failure ? refuse(failure.reason, failure.words) : { status: 400, body: { detail: `Request was ${state}` } };

const words = {
  ...{ queued: "IN_QUEUE", running: "IN_PROGRESS" },
  ...{ succeeded: "COMPLETED", failed: "COMPLETED", cancelled: "COMPLETED" },
};

export const fal: Vendor = {
  id: "fal",
  admits: inHeader("authorization", "Key"),
  refuse,
  open: { "GET /.well-known/jwks.json": () => ({ body: jwks() }) },
  routes: {
    "GET /{owner}/{app}/requests/{id}/status": about((task, visit) => {
      const status = wordOf(task, words);
      const { failure } = task;
      const error = failure ? { error: failure.words, error_type: refusals[failure.reason][1] } : {};
      const body = {
        status,
        ...error,
        ...queueUrls(task, visit),
        queue_position: task.queuePosition,
        logs: null,
        metrics: {},
      };
      return { status: status === "COMPLETED" ? 200 : 202, body };
    }),
    "GET /{owner}/{app}/requests/{id}": about((task, visit) => {
      if (task.state === "succeeded") return { body: outputOf(task, visit) };
      return task.state === "queued" || task.state === "running"
        ? { status: 400, body: { detail: "Request is still in progress" } }
        : refusalOf(task);
    }),
    "PUT /{owner}/{app}/requests/{id}/cancel": cancels({ running: true }, (_, __, cancelled) =>
      cancelled
        ? { status: 202, body: { status: "CANCELLATION_REQUESTED" } }
        : { status: 400, body: { status: "ALREADY_COMPLETED" } },
    ),
    "POST /{model*}": submits(workOf, (task, visit) => ({
      ...{ status: "IN_QUEUE", queue_position: task.queuePosition },
      ...queueUrls(task, visit),
    })),
  },
  webhook(task, visit) {
    const { id, failure } = task;
    const ok = task.state === "succeeded";
    const payload = ok ? outputOf(task, visit) : refusalOf(task).body;
    return {
      body: {
        ...{ request_id: id, gateway_request_id: id, status: ok ? "OK" : "ERROR", payload },
        ...(ok ? {} : { error: failure?.words ?? "Request was cancelled" }),
      },
      sign: (bytes, wrong) => falHeaders(id, bytes, wrong),
    };
  },
};
