import type { z } from "zod";
import type { AnyService, Service } from "@/lib/define-service";
import type { UnitProse } from "@/lib/i18n";
import type { StepKey } from "@/lib/step-key";

/**
 * The contract of a workflow. A workflow is a value: one file in `inngest/workflows/` and one line in its index; API, form,
 * OpenAPI and tests read it from there.
 *
 * `run` is the recipe: a plain async function of `input`, `call` and `review`. It is replayed from the top whenever a call
 * ends, so everything in it but these two must be pure: no clock, no chance, no I/O. A call that fails ends the job; to end
 * it yourself throw a `WorkflowError`. What `run` returns are the job's outputs: its media fields become files, its other
 * fields the result.
 *
 * Each call has a key and a title. The key is its identity: a changed key is another call, which jobs in flight make again.
 * The title is what people read, and can change at any time.
 */
export type Workflow<Input extends z.ZodObject = z.ZodObject> = {
  /** What a caller writes as `model`. Kebab case. */
  model: string;
  title: string;
  description: string;
  /** The titles of its calls, by key without its number: `keyframe: "Scene {n}: keyframe"`. */
  steps: Record<string, string>;
  /** What people look at in each review, by key: `keyframes: "the keyframes"`. */
  reviews?: Record<string, string>;
  /** The same in Chinese. */
  zh?: UnitProse;
  /** What a caller gives. Media fields (`media()`) are filled from the request's `input[]`, the others from `options`. */
  input: Input;
  run(context: { input: z.output<Input>; call: CallService; review: Review }): Promise<Record<string, unknown>>;
};

/**
 * Asks a service and waits for its answer, minutes or hours, over crashes of any process. `key` is unique within the job:
 * `"film"`, or `["keyframe", 2]` in a loop. Media go in and come out as `asset:<id>`: files that we keep. Never settles
 * when the job is cancelled.
 */
export type CallService = <I extends z.ZodObject, A extends z.ZodType, O extends z.ZodObject>(
  key: StepKey,
  service: Service<I, A, O>,
  input: z.input<I>,
) => Promise<z.output<O>>;

/**
 * A place to stop for a person, when the caller asked for reviews: waits for `parts`, then the job is `awaiting_review`
 * until a person approves, or re-takes a step. Settles at once when the caller did not. `key` is unique within a workflow.
 */
export type Review = (key: string, parts: Promise<unknown>[]) => Promise<void>;

export function defineWorkflow<I extends z.ZodObject>(workflow: Workflow<I>): Workflow<I> {
  return workflow;
}

/** A workflow whose exact types do not matter: what the registry holds. */
// biome-ignore lint/suspicious/noExplicitAny: run is contravariant in its input, no narrower type holds them all.
export type AnyWorkflow = Workflow<any>;

/**
 * Ends a job with a reason for the person who reads it. `unusable` is the key of the call whose result the recipe cannot
 * use: that result is not used again, and a retry of the job makes another one.
 */
export class WorkflowError extends Error {
  readonly code: string;
  readonly unusable: string | null;
  constructor(code: string, message: string, { unusable = null }: { unusable?: string | null } = {}) {
    super(message);
    this.name = "WorkflowError";
    this.code = code;
    this.unusable = unusable;
  }
}

/** A service by itself as a workflow of one call. Its key is the service's id, so its title can change at any time. */
export function workflowOf(service: AnyService): AnyWorkflow {
  return {
    model: service.id,
    title: service.title,
    description: service.description,
    steps: { [service.id]: service.title },
    zh: service.zh && { ...service.zh, steps: { [service.id]: service.zh.title } },
    input: service.input,
    run: ({ input, call }) => call(service.id, service, input),
  };
}
