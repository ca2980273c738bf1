import { z } from "zod";
import { defineEndpoint, type Endpoint, type Model, type Provider } from "../define-provider";
import type { Role } from "../define-role";
import type { AnyService, ServiceStatus } from "../define-service";
import { inWordsOf, whyNot } from "../providers/capability";
import { sizeBy } from "../providers/media-value";
import { refusalOf } from "../providers/refusal";
import { imageEdit, imageToVideo, join, language, speech } from "../roles";
import { inShort } from "../schemas/loose";
import { concatUpscale, joinClips, qwenEdit, qwenVl, speechLocal, wanI2v } from "../services";
import { sizeIn } from "./fit";

/** Services of the registry as entries of roles: `pod:wan-i2v`, `local:join-clips`. Each translates the role's input to its own. */

type Input = Record<string, unknown>;
type OwnEntry = {
  role: Role;
  service: AnyService;
  model: Model;
  /** Why the service cannot handle the input, for reasons other than the model's capabilities; null if it can. */
  refuses?(input: Input): string | null;
  input(input: Input): Input;
  /** The role's input from the service's own. Default: the fields of the same names. */
  toRole?(input: Input): Input;
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

/** The size that a pod makes: the exact one of the request, else one of the role's. */
const podSize = (input: Input, shorter: number) => sizeIn(input) ?? sizeOf(shorter, input.aspectRatio);

/** A voice as espeak-ng names it; those of vendors are other words. */
const espeakVoice = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i;

const entries: OwnEntry[] = [
  {
    role: imageEdit,
    service: qwenEdit,
    model: { references: 0, longestPrompt: 2000 },
    input: ({ image, prompt, seed, ...input }) => ({
      ...{ image, prompt, seed },
      ...((sizeIn(input) || input.aspectRatio !== undefined) && podSize(input, 768)),
    }),
    output: ({ image }) => ({ image }),
  },
  {
    role: imageToVideo,
    service: wanI2v,
    model: { durations: { min: 1, max: 10 }, lastImage: false, audio: false, longestPrompt: 2000 },
    input: ({ image, prompt, duration, fps, seed, ...input }) => ({
      ...{ image, prompt, duration, fps, seed },
      ...podSize(input, lines[String(input.resolution)] ?? 768),
    }),
  },
  {
    role: language,
    service: qwenVl,
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
    toRole: ({ image, system_prompt: system, ...input }) => ({
      ...input,
      ...(image !== undefined && { images: [image] }),
      ...(system !== undefined && { system }),
    }),
  },
  {
    role: join,
    service: concatUpscale,
    model: {},
    refuses: ({ transition }) => (transition === "dissolve" ? "pod:concat-upscale makes no dissolves." : null),
    input: ({ videos, width, height }) => ({ videos, width, height }),
  },
  { role: join, service: joinClips, model: {}, input: ({ provider: _, ...input }) => input },
  {
    role: speech,
    service: speechLocal,
    model: { longestPrompt: 10_000 },
    refuses: ({ voice }) =>
      typeof voice === "string" && !espeakVoice.test(voice)
        ? `local:speech-local has no voice "${voice}": its voices are named as languages, such as en-gb.`
        : null,
    input: ({ text, voice, language, speed }) => ({ text, voice, language, speed }),
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

/** A service for an entry of a role: with the role's input and output. */
function entryServiceOf({ role, service, input, output }: OwnEntry): AnyService {
  const parse = (answer: unknown): ServiceStatus<unknown> => {
    const status: ServiceStatus<Input> = service.parse(answer);
    return (status.state === "done" || status.state === "unclear") && status.output && output
      ? { ...status, output: output(status.output) }
      : status;
  };
  return {
    ...service,
    ...{ id: `${service.kind}:${service.id}`, settings: service.id },
    // Local work costs nothing, so a lost outcome is repeated.
    repeatable: role.repeatable ?? (service.kind === "local" || undefined),
    ...{ input: entryInput(role), output: role.output, example: role.example, parse },
    request: (given: Input, webhookUrl, callId) =>
      service.request(service.input.parse(input(given)), webhookUrl, callId),
    price: (given: Input) => (service.price ? service.price(service.input.parse(input(given))) : 0),
    refusal: ({ status, answer, retryAfter }) => refusalOf(podError, { status, answer, retryAfter }),
  };
}

/** The role's input as stored on a call: it may name the provider. */
export const entryInput = (role: Role) => role.input.extend({ provider: z.string().optional() });

/** The services of one kind as a provider, for lists of candidates. */
const ownProvider = (kind: AnyService["kind"], title: string, source: string): Provider => ({
  id: kind,
  title,
  api: { url: "http://localhost", setting: "SERVICE_API_KEY", header: "x-api-key" },
  source,
  takes: { url: true, inlineBytes: 0 },
  errorOf: podError.errorOf,
  codes: {},
  endpoints: entries
    .filter(({ service }) => service.kind === kind)
    .map(
      ({ role, service, model }): Endpoint =>
        defineEndpoint({
          ...{ role, models: { [service.id]: model }, mode: service.mode, response: service.response },
          ...{ timeout: service.timeout, typicalSeconds: service.typicalSeconds },
          request: (given, { webhookUrl }) => service.request(given, webhookUrl),
          parse: () => ({ state: "unclear", said: "" }),
        }),
    ),
});

export const pods = ownProvider("pod", "Own pods", "The pods' contract");
export const localWork = ownProvider("local", "Local work", "lib/services/local");
export const isOwn = ({ id }: Provider) => id === pods.id || id === localWork.id;

const byName = new Map(
  entries.map((entry) => {
    const service = entryServiceOf(entry);
    return [`${entry.role.id} ${service.id}`, { entry, service }];
  }),
);

/** The services that fill roles. */
export const ownServices = entries.map(({ service }) => service);

/** The maker of an entry, named as `pod:wan-i2v`. */
export const ownEntry = (role: string, name: string): AnyService | undefined => byName.get(`${role} ${name}`)?.service;
/** Why a service of our own cannot handle an input of the role, as a sentence for users; null if it can. */
export function whyOwnCannot(role: string, name: string, input: Input): string | null {
  const entry = byName.get(`${role} ${name}`)?.entry;
  return entry ? (whyNot(name, entry.model, input) ?? entry.refuses?.(input) ?? null) : null;
}

/** A call of a role as the call of one service with its own form. */
export type OwnCall = { service: AnyService; input: Input };

/** The service behind an entry, with the input translated to its own fields. */
export function ownCall(role: string, name: string, input: Input): OwnCall | undefined {
  const entry = byName.get(`${role} ${name}`)?.entry;
  return entry && { service: entry.service, input: entry.input(inWordsOf(entry.model, input)) };
}

/** The entry of a role that is this service. */
const entryOf = (role: string, service: string) =>
  entries.find((one) => one.role.id === role && one.service.id === service);

/** The role's input as a service that fills the role takes it; undefined where it does not fill it. */
export function inputOfFiller(role: string, service: string, input: Input): Input | undefined {
  const entry = entryOf(role, service);
  return entry?.input(inWordsOf(entry.model, input));
}

/** The role that a service fills. */
export const roleFilledBy = (service: string): Role | undefined =>
  entries.find((one) => one.service.id === service)?.role;

/** The role's input from that of a service that fills it. What the service makes exactly, another makes as near as it can. */
export const inputOfRole = (role: string, service: string, input: Input): Input => ({
  ...(entryOf(role, service)?.toRole?.(input) ?? input),
  fit: "nearest",
});
