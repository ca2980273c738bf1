import { z } from "zod";
import type { Tools } from "./media/ffmpeg";
import type { Kind } from "./media/inputs";

/**
 * The environment of a service's work: its tools, its own folder, which is removed afterwards, and the signal to stop.
 */
export interface WorkContext {
  tools: Tools;
  folder: string;
  signal: AbortSignal;
}

export interface WorkRequest<Options> extends WorkContext {
  /** Local files, in the order of the request. */
  inputs: string[];
  options: Options;
  /** The caller's seed, or a random one. */
  seed: number;
}

/** A body that cannot be accepted; `detail` names the field, as in the pods' API. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
  ) {
    super(detail);
  }
}

/** A service that answers by webhook. `work` returns the files it made, inside its folder. */
export interface AsyncService {
  id: string;
  answers: "later";
  input: { kind: Kind; min: number; max: number };
  /** The kind of file for instant mode. */
  makes: "jpg" | "mp4";
  /** The assumed length of the first piece of work, in seconds. */
  guess: number;
  accept(options: unknown): (order: Omit<WorkRequest<unknown>, "options">) => Promise<string[]>;
}

/** A service that answers in the response. */
export interface SyncService {
  id: string;
  answers: "now";
  /** `carry` holds the fault markers for later services, by their scene (0 = all). */
  accept(
    body: unknown,
  ): (workContext: WorkContext, told: { instant: boolean; carry: CarriedMarker[] }) => Promise<object>;
}

export interface CarriedMarker {
  text: string;
  scene: number;
}

export type Service = AsyncService | SyncService;

export function parse<S extends z.ZodType>(schema: S, value: unknown, at: string[] = []): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = [...at, ...(issue?.path.map(String) ?? [])].join(".") || "body";
  throw new Refusal(422, `${field}: ${issue?.message ?? "is not valid"}`);
}

export function defineService<S extends z.ZodType>(
  spec: Omit<AsyncService, "answers" | "accept"> & {
    options: S;
    work(order: WorkRequest<z.infer<S>>): Promise<string[]>;
  },
): AsyncService {
  const { options: schema, work, ...rest } = spec;
  return {
    ...rest,
    answers: "later",
    accept(given) {
      const options = parse(schema, given, ["options"]);
      return (order) => work({ ...order, options });
    },
  };
}

export function defineAnswering<S extends z.ZodType>(spec: {
  id: string;
  body: S;
  answer(
    body: z.infer<S>,
    workContext: WorkContext,
    told: { instant: boolean; carry: CarriedMarker[] },
  ): Promise<object>;
}): SyncService {
  return {
    id: spec.id,
    answers: "now",
    accept(given) {
      const body = parse(spec.body, given);
      return (workContext, told) => spec.answer(body, workContext, told);
    },
  };
}

/** Fields that several services share. */
export const text = z.string().max(20_000).nullish();
export const side = z.number().int().min(64).max(2_048).nullish();
export const seed = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullish();
export const batch = z.number().int().min(1).max(4).nullish();
