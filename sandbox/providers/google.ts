import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Reason } from "../faults/fault";
import { parseJson } from "../http";
import { parse, Refusal } from "../service";
import { chat } from "./chat";
import { inHeader } from "./key";
import { frameOf, type WorkRequest } from "./make";
import { standardHeaders, webhookSecret } from "./signature";
import type { Task } from "./task";
import { about, answers, type Handler, submits, type Vendor, type Visit } from "./vendor";

const refusals: Record<Reason, [code: number, status: string]> = {
  key: [400, "INVALID_ARGUMENT"],
  invalid: [400, "INVALID_ARGUMENT"],
  missing: [404, "NOT_FOUND"],
  throttled: [429, "RESOURCE_EXHAUSTED"],
  balance: [400, "FAILED_PRECONDITION"],
  moderated: [400, "INVALID_ARGUMENT"],
  unavailable: [503, "UNAVAILABLE"],
  internal: [500, "INTERNAL"],
  "too late": [400, "FAILED_PRECONDITION"],
};

const refuse: Vendor["refuse"] = (reason, words) => {
  const [code, status] = refusals[reason];
  const message = reason === "moderated" ? `The prompt could not be submitted: safety. ${words}` : words;
  const details =
    reason === "key" ? [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_KEY_INVALID" }] : [];
  return { status: code, body: { error: { code, message, status, details } } };
};

const picture = z.looseObject({ bytesBase64Encoded: z.string().min(1), mimeType: z.string() });
const veoBody = z.looseObject({
  instances: z
    .array(z.looseObject({ prompt: z.string().nullish(), image: picture.nullish(), lastFrame: picture.nullish() }))
    .length(1),
  parameters: z
    .looseObject({
      durationSeconds: z.union([z.literal(4), z.literal(6), z.literal(8)]).nullish(),
      aspectRatio: z.enum(["16:9", "9:16"]).nullish(),
      resolution: z.enum(["720p", "1080p", "4k"]).nullish(),
      seed: z.number().nullish(),
    })
    .nullish(),
  webhookConfig: z.looseObject({ uris: z.array(z.url()) }).nullish(),
});

function clipOf({ params, bytes }: Visit): WorkRequest {
  const { instances, parameters, webhookConfig } = parse(veoBody, parseJson(bytes));
  const [instance] = instances;
  const { image } = instance ?? {};
  const { durationSeconds: seconds, aspectRatio, resolution, seed } = parameters ?? {};
  if (resolution && resolution !== "720p" && seconds && seconds !== 8)
    throw new Refusal(400, "durationSeconds: must be 8");
  return {
    ...{ makes: "video", model: params.model ?? "", prompt: instance?.prompt ?? "", seed, seconds: seconds ?? 8 },
    images: image ? [`data:${image.mimeType};base64,${image.bytesBase64Encoded}`] : [],
    ...{ sound: true, webhookUrl: webhookConfig?.uris[0], ...frameOf(aspectRatio ?? "16:9", 480) },
  };
}

const nameOf = ({ id, request }: Task) => `models/${request.model}/operations/${id}`;

function operation(task: Task, { base }: Visit) {
  const samples = task.results.map(({ name }) => ({
    video: { uri: `${base}/v1beta/files/${name}:download?alt=media` },
  }));
  const blocked = { raiMediaFilteredCount: 1, raiMediaFilteredReasons: [task.failure?.words] };
  const isBlocked = task.failure?.reason === "moderated";
  const ended = isBlocked
    ? { response: { generateVideoResponse: blocked } }
    : task.failure
      ? { error: { code: 13, message: task.failure.words } }
      : { response: { generateVideoResponse: { generatedSamples: samples } } };
  const isDone = task.state === "succeeded" || task.state === "failed";
  return { name: nameOf(task), ...(isDone && { done: true, ...ended }) };
}

const part = z.looseObject({
  text: z.string().nullish(),
  inlineData: z.looseObject({ mimeType: z.string(), data: z.string() }).nullish(),
});
const content = z.looseObject({ parts: z.array(part) });
const contentBody = z.looseObject({
  contents: z.array(content).min(1),
  systemInstruction: content.nullish(),
  generationConfig: z
    .looseObject({
      responseModalities: z.array(z.string()).nullish(),
      responseJsonSchema: z.unknown().optional(),
      imageConfig: z.looseObject({ aspectRatio: z.string().nullish() }).nullish(),
      seed: z.number().nullish(),
    })
    .nullish(),
});

function readContent({ bytes }: Visit) {
  const { contents, systemInstruction, generationConfig } = parse(contentBody, parseJson(bytes));
  const parts = contents.flatMap((one) => one.parts);
  return {
    prompt: parts.flatMap(({ text }) => text ?? []).join("\n"),
    images: parts.flatMap(({ inlineData: data }) => (data ? [`data:${data.mimeType};base64,${data.data}`] : [])),
    system: systemInstruction?.parts.map(({ text }) => text ?? "").join("\n"),
    config: generationConfig ?? {},
  };
}

const candidate = (parts: object[]) => ({
  body: { candidates: [{ content: { role: "model", parts }, finishReason: "STOP", index: 0 }], usageMetadata: {} },
});

const pictureNow: Handler = answers(
  (visit) => {
    const { prompt, images, config } = readContent(visit);
    const ratio = config.imageConfig?.aspectRatio;
    return { makes: "image", model: visit.params.model ?? "", prompt, images, ...(ratio && frameOf(ratio, 768)) };
  },
  async ({ results: [made] }, { context }) => {
    const data = (await readFile(context.fileServer.pathOf(made?.name ?? "") ?? "")).toString("base64");
    return candidate([{ inlineData: { mimeType: "image/png", data } }]);
  },
);

const generateContent: Handler = async (visit) => {
  const { prompt, images, system = "", config } = readContent(visit);
  if (config.responseModalities?.includes("IMAGE")) return pictureNow(visit);
  const answer = await chat(visit, { prompt, images, system, schema: config.responseJsonSchema, seed: config.seed });
  return answer && candidate([{ text: answer.text }]);
};

export const google: Vendor = {
  id: "google",
  admits: inHeader("x-goog-api-key"),
  refuse,
  routes: {
    "POST /v1beta/models/{model}:predictLongRunning": submits(clipOf, (task) => ({ name: nameOf(task) })),
    "POST /v1beta/models/{model}:generateContent": generateContent,
    "GET /v1beta/models/{model}/operations/{id}": about((task, visit) => ({ body: operation(task, visit) })),
    // Downloads of result files need the key as well.
    "GET /v1beta/files/{name}:download": async ({ context, params, request, response }) => {
      await context.fileServer.serve(params.name ?? "", request, response);
      return null;
    },
  },
  webhook: (task, { context }) => ({
    body: { type: "video.generated", version: "v1", timestamp: new Date().toISOString(), data: { name: nameOf(task) } },
    sign: (bytes, wrong) => standardHeaders(webhookSecret("google", context.apiKey), bytes, wrong),
  }),
};
