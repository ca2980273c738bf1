import { z } from "zod";
import { defineEndpoint, type Endpoint, type Model, type Provider } from "../define-provider";
import type { Role } from "../define-role";
import type { AnyService, ServiceStatus } from "../define-service";
import { sizeBy } from "../providers/media-value";
import { refusalOf } from "../providers/refusal";
import { imageEdit, imageToVideo, language } from "../roles";
import { inShort } from "../schemas/loose";
import { qwenEdit, qwenVl, wanI2v } from "../services";

/** The pods as entries of roles: `pod:wan-i2v`. Each translates the role's input to the pod's own. */

type Input = Record<string, unknown>;
type PodEntry = {
  role: Role;
  pod: AnyService;
  model: Model;
  /** Why the pod cannot handle the input, for reasons other than the model's capabilities; null if it can. */
  refuses?(input: Input): string | null;
  input(input: Input): Input;
  output?(output: Input): Input;
};

const shapes = { "1:1": [1, 1], "16:9": [16, 9], "9:16": [9, 16], "4:3": [4, 3], "3:4": [3, 4] } as const;

/** Width and height with the given pixels on the shorter side; both even, as the pods require. */
function sizeOf(shorter: number, ratio: unknown): { width: number; height: number } {
  const [wide, high] = sizeBy(shapes, typeof ratio === "string" ? (ratio as keyof typeof shapes) : undefined, [1, 1]);
  const unit = shorter / Math.min(wide, high);
  const even = (pixels: number) => 2 * Math.round(pixels / 2);
  return { width: even(wide * unit), height: even(high * unit) };
}

const lines: Record<string, number> = { "480p": 480, "720p": 720, "1080p": 1080 };

const entries: PodEntry[] = [
  {
    role: imageEdit,
    pod: qwenEdit,
    model: { references: 0, longestPrompt: 2000 },
    input: ({ image, prompt, aspectRatio, seed }) => ({
      ...{ image, prompt, seed },
      ...(aspectRatio !== undefined && sizeOf(768, aspectRatio)),
    }),
    output: ({ image }) => ({ image }),
  },
  {
    role: imageToVideo,
    pod: wanI2v,
    model: { durations: { min: 1, max: 10 }, lastImage: false, audio: false, longestPrompt: 2000 },
    input: ({ image, prompt, duration, resolution, aspectRatio, seed }) => ({
      ...{ image, prompt, duration, seed },
      ...sizeOf(lines[String(resolution)] ?? 768, aspectRatio),
    }),
  },
  {
    role: language,
    pod: qwenVl,
    model: { longestPrompt: 2000 },
    refuses: ({ images, system, schema }) => {
      if (!Array.isArray(images) || images.length !== 1) return "pod:qwen-vl takes exactly one picture.";
      if (schema) return "pod:qwen-vl takes no JSON Schema.";
      return typeof system === "string" && system.length > 8000
        ? "pod:qwen-vl takes a system prompt of 8000 characters at most."
        : null;
    },
    input: ({ images, prompt, system }) => ({
      ...{ image: Array.isArray(images) ? images[0] : undefined, prompt, system_prompt: system },
    }),
  },
];

const podError = {
  title: "The pod",
  codes: {},
  errorOf: (answer: unknown) => {
    const { detail, error, message }: Record<string, unknown> = { ...Object(answer) };
    return { reason: inShort(detail ?? error ?? message) };
  },
};

/** A pod as the service for an entry of a role. */
function podService({ role, pod, input, output }: PodEntry): AnyService {
  const parse = (answer: unknown): ServiceStatus<unknown> => {
    const status: ServiceStatus<Input> = pod.parse(answer);
    return (status.state === "done" || status.state === "unclear") && status.output && output
      ? { ...status, output: output(status.output) }
      : status;
  };
  return {
    ...pod,
    ...{ id: `pod:${pod.id}`, settings: pod.id, repeatable: role.repeatable },
    ...{ input: entryInput(role), output: role.output, example: role.example, parse },
    request: (given: Input, webhookUrl, callId) => pod.request(pod.input.parse(input(given)), webhookUrl, callId),
    price: (given: Input) => pod.price?.(pod.input.parse(input(given))) ?? 0,
    refusal: ({ status, answer, retryAfter }) => refusalOf(podError, { status, answer, retryAfter }),
  };
}

/** The role's input as stored on a call: it may name the provider. */
export const entryInput = (role: Role) => role.input.extend({ provider: z.string().optional() });

/** The pods as a provider, for lists of candidates. */
export const pods: Provider = {
  id: "pod",
  title: "Own pods",
  api: { url: "http://localhost", setting: "SERVICE_API_KEY", header: "x-api-key" },
  source: "The pods' contract",
  takes: { url: true, inlineBytes: 0 },
  errorOf: podError.errorOf,
  codes: {},
  endpoints: entries.map(
    ({ role, pod, model }): Endpoint =>
      defineEndpoint({
        ...{ role, models: { [pod.id]: model }, mode: pod.mode, response: pod.response },
        ...{ timeout: pod.timeout, typicalSeconds: pod.typicalSeconds },
        request: (given, { webhookUrl }) => pod.request(given, webhookUrl),
        parse: () => ({ state: "unclear", said: "" }),
      }),
  ),
};

const key = (role: string, pod: string) => `${role} ${pod}`;
const byName = new Map(
  entries.map((entry) => [key(entry.role.id, entry.pod.id), { entry, service: podService(entry) }]),
);

export const podEntry = (role: string, pod: string): AnyService | undefined => byName.get(key(role, pod))?.service;
export const whyPodCannot = (role: string, pod: string, input: Input): string | null =>
  byName.get(key(role, pod))?.entry.refuses?.(input) ?? null;
