import type { IncomingMessage } from "node:http";
import { z } from "zod";
import type { Reason } from "../faults/fault";
import { parseJson } from "../http";
import { parse, Refusal } from "../service";
import { inHeader } from "./key";
import { sizeOf, type WorkRequest } from "./make";
import { about, cancels, type Handler, submits, urlsOf, type Vendor, type Visit, wordOf } from "./vendor";

const statuses: Record<Reason, number> = {
  ...{ key: 401, invalid: 400, missing: 404, throttled: 429, balance: 400, moderated: 400, unavailable: 503 },
  ...{ internal: 500, "too late": 404 },
};
/** Runway has no error codes: only the message says why. */
const before: Partial<Record<Reason, string>> = {
  balance: "You do not have enough credits to run this task. ",
  moderated: "The prompt did not pass content moderation. ",
};
const refuse: Vendor["refuse"] = (reason, words) => ({
  status: statuses[reason],
  body: { error: `${before[reason] ?? ""}${words}` },
});

const body = z.looseObject({
  model: z.string().min(1),
  promptText: z.string().max(1000).nullish(),
  promptImage: z.union([z.string(), z.array(z.looseObject({ uri: z.string() }))]).nullish(),
  referenceImages: z.array(z.looseObject({ uri: z.string() })).nullish(),
  ratio: z.string().regex(/^\d+:\d+$/),
  duration: z.number().int().min(2).max(15).nullish(),
  seed: z.number().nullish(),
});

const isOfVersion = (request: IncomingMessage) => request.headers["x-runway-version"] === "2024-11-06";

function workOf(makes: WorkRequest["makes"]) {
  return ({ request, bytes }: Visit): WorkRequest => {
    if (!isOfVersion(request)) throw new Refusal(400, "X-Runway-Version: must be 2024-11-06");
    const given = parse(body, parseJson(bytes));
    const first = typeof given.promptImage === "string" ? given.promptImage : given.promptImage?.[0]?.uri;
    const pictures = [first ?? [], given.referenceImages?.map(({ uri }) => uri) ?? []].flat();
    for (const picture of pictures)
      if (!/^(https?|data|runway):/.test(picture)) throw new Refusal(400, "promptImage: is no address");
    return {
      ...{ makes, model: given.model, prompt: given.promptText ?? "", images: pictures, ...sizeOf(given.ratio) },
      ...{ seconds: given.duration ?? 5, seed: given.seed, format: "png" },
    };
  };
}

const submit = (makes: WorkRequest["makes"]): Handler => submits(workOf(makes), ({ id }) => ({ id }));

const words = {
  ...{ queued: "PENDING", running: "RUNNING", succeeded: "SUCCEEDED" },
  ...{ failed: "FAILED", cancelled: "CANCELLED" },
};

export const runway: Vendor = {
  id: "runway",
  admits: inHeader("authorization", "Bearer"),
  refuse,
  routes: {
    "POST /v1/image_to_video": submit("video"),
    "POST /v1/text_to_video": submit("video"),
    "POST /v1/text_to_image": submit("image"),
    "GET /v1/tasks/{id}": about((task, visit) => {
      const { id, createdAt, failure, state } = task;
      const isOpen = state === "queued" || state === "running";
      return {
        body: {
          ...{ id, createdAt: createdAt.toISOString(), status: wordOf(task, words) },
          ...(isOpen ? { estimatedCost: { credits: 25 } } : { cost: { credits: state === "succeeded" ? 25 : 0 } }),
          ...(state === "running" && { progress: 0.5 }),
          ...(state === "succeeded" && { output: urlsOf(task, visit) }),
          ...(failure && { failure: failure.words }),
          ...(failure && { failureCode: failure.reason === "moderated" ? "SAFETY.INPUT.TEXT" : "INTERNAL" }),
        },
      };
    }),
    // For an ended task this deletes it, so a cancel is never too late.
    "DELETE /v1/tasks/{id}": cancels({ running: true }, () => ({ status: 204, body: Buffer.alloc(0) })),
  },
};
