import type { z } from "zod";
import type { AnyService } from "@/lib/define-service";
import type { UnitProse } from "@/lib/i18n";
import type { Purpose } from "@/lib/roles/purposes";
import type { For } from "@/lib/routing/lists";
import type { JobError } from "@/lib/schemas/job";
import type { qualityCheck } from "@/lib/services";
import type { StepKey } from "@/lib/step-key";
import type { Welcome } from "@/lib/welcome";

/**
 * The contract of a workflow. A workflow is a value: one file in `inngest/workflows/` and one line in its index; API, form,
 * OpenAPI and tests read it from there.
 *
 * `run` is the recipe: a plain async function of `input`, `call`, `review` and `part`. It is replayed from the top whenever a
 * call ends, so everything in it but these must be pure: no clock, no chance, no I/O. A call that fails throws a
 * `CallFailed`: catch it to do something else, or it ends the job. To end the job yourself throw a `WorkflowError`. What
 * `run` returns are the job's outputs: its media fields become files, its other fields the result.
 *
 * Each call has a key and a title. The key is its identity: a changed key is another call, which jobs in flight make again.
 * The title is what people read, and can change at any time.
 */
export type Workflow<
  Input extends z.ZodObject = z.ZodObject,
  Output extends Record<string, unknown> = Record<string, unknown>,
> = {
  /** The `model` of requests. Kebab case. */
  model: string;
  title: string;
  description: string;
  /** The titles of its calls, by key without its number: `keyframe: "Scene {n}: keyframe"`. */
  steps: Record<string, string>;
  /** What each review is about, by key: `keyframes: "the keyframes"`. */
  reviews?: Record<string, string>;
  /** The workflows that run inside it, by the key of `part`. `steps` has the part's own title: "Trailer". */
  // biome-ignore lint/suspicious/noExplicitAny: as of AnyWorkflow
  parts?: Record<string, Workflow<any, any>>;
  /** The same texts in Chinese. */
  zh?: UnitProse;
  welcome?: Welcome;
  /**
   * The caller's input. Media fields (`media()`) are filled from the request's `input[]`, the others from `options`.
   */
  input: Input;
  /** The fields of two videos of the output that show the same before and after the work, for a slider. */
  compare?: { before: keyof Output & string; after: keyof Output & string };
  /** The key of the call that joins the film from the clips of other calls: a person can cut it. */
  cut?: { film: string };
  /**
   * The call whose text is the film's scenes, as `parseScenes` reads them, and the most scenes of a film. A person edits
   * them as cards, first at the review of the same key.
   */
  scenes?: { step: string; most: number };
  /** The calls whose text is a document of JSON, by key. */
  documents?: Record<string, JobDocument<Input>>;
  /**
   * What only requests are checked for, each fault with its field: whether anybody can do it. What was accepted is not
   * refused later because a setting has changed.
   */
  faults?(input: z.output<Input>, of: Pick<For, "priority">): { field: string; detail: string }[];
  /**
   * Decides what depends on the settings, once, when a request comes: the job keeps the result as its input, because
   * `run` is replayed and the settings may change meanwhile.
   */
  decide?(input: z.output<Input>, of: Pick<For, "priority">): z.output<Input>;
  /**
   * What the job's result was meant to be, as far as the recipe knows: the check of the result measures it. Pure.
   * `output`: what `run` returned.
   */
  expects?(input: z.output<Input>, output: Output): Expected;
  /** Set by the registry: the result is checked before the job completes (`check-result.ts`). */
  isChecked?: boolean;
  run(context: { input: z.output<Input>; call: CallService; review: Review; part: Part }): Promise<Output>;
};

/** The fields of `quality-check` that say what was requested. */
export type Expected = Omit<z.input<typeof qualityCheck.input>, "image" | "video" | "firstFrame">;

/** A service, or a role: then `provider` of the input may name who makes the call. */
export type Callable<I extends z.ZodObject = z.ZodObject, O extends z.ZodObject = z.ZodObject> = {
  id: string;
  input: I;
  output: O;
  example: z.input<O>;
};

/**
 * Calls a service or a role and waits for its answer, minutes or hours, across crashes of any process. `key` is unique
 * within the job: `"film"`, or `["keyframe", 2]` in a loop. Media are `asset:<id>` in input and output: files that the app
 * stores. Never settles when the job is cancelled.
 */
export type CallService = <I extends z.ZodObject, O extends z.ZodObject>(
  key: StepKey,
  service: Callable<I, O>,
  input: z.input<I> & { provider?: string },
  options?: CallOptions<z.output<O>>,
) => Promise<z.output<O>>;

/**
 * `purpose`: what a role is used for, where the settings may have a list of its own for it: `LANGUAGE_STORYBOARD`.
 * `example` replaces the service's own in a plan. `largest`: the example of the most work that can follow, which a plan
 * counts as possible; the usual cost is that of `example`. `within`: seconds after which a call without an end fails as
 * `timeout`, where the recipe can go on without its result.
 */
export type CallOptions<Output> = { purpose?: Purpose; example?: Output; largest?: Output; within?: number } & (
  | Tries<Output>
  | { accept?: undefined; tries?: undefined; revise?: undefined; elsewhereFrom?: undefined }
);

/**
 * Repeats a call while its result is not accepted. Each try is a take with another seed; a failed try ends the call. If
 * none is accepted, the last result stays and the step says what is wrong: a recipe that cannot use it throws a
 * `WorkflowError`. Results that a person re-takes, chooses or gives are not judged.
 */
export type Tries<Output> = {
  /**
   * Pure, except for calls made with its own `call`: their keys follow the judged call's, with the number of the try
   * last.
   */
  accept: (output: Output, call: CallService) => Verdict | Promise<Verdict>;
  /** The most tries, including the first. A job reserves the price of all of them. */
  tries: number;
  /** The fields of the next try's input that change after a result that was not accepted. Pure. */
  revise?: (fault: string) => Record<string, unknown>;
  /** This and later tries go to providers of the role that made no earlier one; without another one they are left out. */
  elsewhereFrom?: number;
};

/** Whether a result is good enough; if not, what is wrong with it, as a sentence. */
export type Verdict = true | string;

/**
 * Pauses for a person if the caller requested reviews: waits for `parts`, then the job is `awaiting_review` until a
 * person approves or re-takes a step. Otherwise it settles at once. `key` is unique within a workflow.
 */
export type Review = (key: string, parts: Promise<unknown>[]) => Promise<void>;

/**
 * Runs a workflow inside this one. The keys of its calls and reviews begin with the part's own: `trailer.keyframe.2`.
 * `key` is unique within the job; its word names the workflow in `parts`.
 */
export type Part = <I extends z.ZodObject, O extends Record<string, unknown>>(
  key: StepKey,
  workflow: Workflow<I, O>,
  input: z.input<I>,
) => Promise<O>;

/**
 * The JSON in the text of a call: the API returns it as `/v1/jobs/{id}/<key>`, and a person may write it in place of the
 * service's answer. `textOf` finds the text of another call.
 */
export type JobDocument<Input extends z.ZodObject = z.ZodObject> = {
  /** What a person may write. */
  schema(input: z.output<Input>): z.ZodObject;
  /** The text of the step for what a person wrote. */
  write(value: object): string;
  /** The document as the recipe uses it; null while there is none. */
  read(text: string, of: { input: z.output<Input>; textOf: (key: string) => string | null }): object | null;
  /** The document of a job whose caller named it, so that no step writes it. */
  given?(input: z.output<Input>): object | null;
  /** The document for people, in the language of the job. Without it the API does not return the document. */
  print?(value: object, input: z.output<Input>): string;
};

export function defineWorkflow<I extends z.ZodObject, O extends Record<string, unknown>>(
  workflow: Workflow<I, O>,
): Workflow<I, O> {
  return withWordsOfParts(workflow);
}

/** The titles and errors of a workflow with those of its parts: "Trailer: Scene {n}: keyframe" for `trailer.keyframe`. */
function withWordsOfParts<I extends z.ZodObject, O extends Record<string, unknown>>(
  workflow: Workflow<I, O>,
): Workflow<I, O> {
  const { parts, steps, reviews, zh } = workflow;
  if (!parts) return workflow;
  const within = (
    titles: Record<string, string> = {},
    words: (part: AnyWorkflow) => typeof titles | undefined,
    gap: string,
  ) =>
    Object.assign(
      {},
      ...Object.entries(parts).map(([key, part]) =>
        Object.fromEntries(
          Object.entries(words(part) ?? {}).map(([inner, title]) => [
            `${key}.${inner}`,
            `${titles[key] ?? key}${gap}${title}`,
          ]),
        ),
      ),
    );
  return {
    ...workflow,
    steps: { ...within(steps, (part) => part.steps, ": "), ...steps },
    reviews: { ...within(steps, (part) => part.reviews, ": "), ...reviews },
    zh: zh && {
      ...zh,
      steps: { ...within(zh.steps, (part) => part.zh?.steps, "："), ...zh.steps },
      reviews: { ...within(zh.steps, (part) => part.zh?.reviews, "："), ...zh.reviews },
      errors: Object.assign({}, ...Object.values(parts).map((part) => part.zh?.errors), zh.errors),
    },
  };
}

/** Any workflow, as the registry stores it. */
// biome-ignore lint/suspicious/noExplicitAny: run is contravariant in its input, no narrower type holds them all.
export type AnyWorkflow = Workflow<any, any>;

/**
 * Ends a job with a reason for its reader. `unusable` is the key of the call whose result the recipe cannot use: that
 * result is never reused, and a retry of the job makes another one.
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

/**
 * Why a call has no result: the service refused the request (`rejected`), was not reachable or is not set up
 * (`unavailable`), did the work and failed (`failed`), did not answer in time (`timeout`), or the submit's outcome is
 * unknown (`unconfirmed`), so that another request may be charged in addition.
 */
export type FailureKind = "rejected" | "unavailable" | "failed" | "timeout" | "unconfirmed";

const kinds: Record<string, FailureKind> = {
  service_refused: "rejected",
  input_unusable: "rejected",
  service_unavailable: "unavailable",
  service_address: "unavailable",
  not_configured: "unavailable",
  budget_exceeded: "unavailable",
  service_timeout: "timeout",
  service_unknown: "unconfirmed",
};

/** A call that ended without a result, in the service's own words. */
export class CallFailed extends Error {
  readonly error: JobError;
  readonly kind: FailureKind;
  constructor(error: JobError) {
    super(error.message);
    this.name = "CallFailed";
    this.error = error;
    this.kind = kinds[error.code] ?? "failed";
  }
}

/**
 * Ends a job as failed that has made only some of its results. They become the job's outputs, and a retry makes only
 * what is missing. `failure` is the first call that has no result.
 */
export class PartlyFailed extends Error {
  readonly output: Record<string, unknown>;
  readonly failure: CallFailed;
  constructor(output: Record<string, unknown>, failure: CallFailed) {
    super(failure.message);
    this.name = "PartlyFailed";
    this.output = output;
    this.failure = failure;
  }
}

/** A single service as a workflow of one call. Its key is the service's id, so its title can change at any time. */
export function workflowOf(service: AnyService): AnyWorkflow {
  return {
    model: service.id,
    title: service.title,
    description: service.description,
    steps: { [service.id]: service.title },
    zh: service.zh && { ...service.zh, steps: { [service.id]: service.zh.title } },
    welcome: service.welcome,
    input: service.input,
    run: ({ input, call }) => call(service.id, service, input),
  };
}
