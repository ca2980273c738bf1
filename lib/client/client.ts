import type { GenerateBody } from "../schemas/generate";
import type { Job, JobList, JobStatus, Model, Output, Quote, StepAction } from "../schemas/job";
import { ApiError } from "./api-error";
import type { News } from "./events";
import { hasEnded } from "./is-terminal";
import { asker, type ClientOptions } from "./request";
import type { UploadOptions } from "./upload";

export type JobFilter = { status?: JobStatus; model?: string; q?: string; limit?: number; after?: string };

/** What a person decides about a step of which nobody knows whether the service took it. */
export type Resolution =
  | { action: Exclude<StepAction, "adopt"> }
  | { action: Extract<StepAction, "adopt">; serviceJobId: string };

/** Not every page follows a job or sends files: what does is fetched when it is needed. */
const follow = () => import("./events");

const of = (id: string) => `/v1/jobs/${encodeURIComponent(id)}`;
const ofStep = (id: string, step: string) => `${of(id)}/steps/${encodeURIComponent(step)}`;

/** Seconds: before it answers, the server fetches what `input` names by URL, for a minute at most. */
const intake = 75;

/** `crypto.randomUUID` is for https and localhost alone: a page on plain http in a local network does not have it. */
const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * A client of the public API for browsers and Node, with no dependency. Every method throws an `ApiError` in the API's own
 * words; none pays twice: a submit carries an `Idempotency-Key`, so that it can be repeated when its answer was lost.
 */
export function createClient(options: ClientOptions) {
  const ask = asker(options);
  /** What ends a stream: the caller's own signal, and the client's. */
  const until = (signal?: AbortSignal) =>
    signal && options.signal ? AbortSignal.any([signal, options.signal]) : (signal ?? options.signal);
  const read = async <T>(path: string): Promise<T> => (await ask(path)).json();
  type More = { isSafe?: boolean; key?: string; timeout?: number };
  const post = async <T>(path: string, body?: unknown, more: More = {}): Promise<T> => {
    const headers = {
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(more.key && { "idempotency-key": more.key }),
    };
    const init = { method: "POST", headers, body: body === undefined ? undefined : JSON.stringify(body) };
    const response = await ask(path, { ...init, isSafe: more.isSafe, timeout: more.timeout });
    return response.json();
  };

  return {
    /** Any other route of the API, as `request("GET", "/v1/keys")`; undefined where the answer has no body. */
    async request<T>(method: string, path: string, body?: unknown): Promise<T> {
      const headers = body === undefined ? undefined : { "content-type": "application/json" };
      const init = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
      const response = await ask(path, init);
      return (response.status === 204 ? undefined : await response.json()) as T;
    },

    /** Every model that can be named, with the JSON Schema of what it takes. */
    models: async () => (await read<{ data: Model[] }>("/v1/models")).data,

    /** Starts a job; it is stored when this resolves. The same `idempotencyKey` within 24 hours gives the same job. */
    generate: (body: GenerateBody, { idempotencyKey = newKey() }: { idempotencyKey?: string } = {}) =>
      post<Job>("/v1/generate", body, { isSafe: true, key: idempotencyKey, timeout: intake }),

    /** What a job would do and cost: everything is checked, nothing is started or stored. */
    quote: (body: GenerateBody) => post<Quote>("/v1/generate?dry_run=true", body, { isSafe: true, timeout: intake }),

    job: (id: string) => read<Job>(of(id)),

    /** One page, newest first; `after` is the `lastId` of the page before. */
    jobs: (filter: JobFilter = {}) => {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, String(value));
      return read<JobList>(`/v1/jobs?${query}`);
    },

    /** Each state of a job from now on, over broken connections; the last one is its end. */
    async *events(id: string, signal?: AbortSignal): AsyncGenerator<Job> {
      const { states } = await follow();
      yield* states(ask, id, until(signal));
    },

    /** What happens to all own jobs: first a `snapshot` of the newest, then each change, until `signal` ends it. */
    async *allEvents(signal: AbortSignal): AsyncGenerator<News> {
      const { events } = await follow();
      yield* events(ask, "/v1/events", { signal: until(signal), isLast: () => false });
    },

    /** Waits until a job has ended, however long, and gives it as it is then. Its `status` tells how it ended. */
    async wait(job: Job | string, { signal, onChange }: { signal?: AbortSignal; onChange?: (job: Job) => void } = {}) {
      const id = typeof job === "string" ? job : job.id;
      const { states } = await follow();
      for await (const state of states(ask, id, until(signal))) onChange?.(state);
      const ended = await read<Job>(of(id));
      if (hasEnded(ended)) return ended;
      throw new ApiError(0, { detail: "The job was started again while it was waited for." });
    },

    /** Asks a job to stop, and its services to give up; repeating it changes nothing. */
    cancel: (id: string) => post<Job>(`${of(id)}/cancel`, undefined, { isSafe: true }),
    /** Continues a failed or cancelled job; what is finished is used again. */
    retry: (id: string) => post<Job>(`${of(id)}/retry`),
    /** Makes what is out of date since a step of a completed job was re-taken or chosen. */
    continue: (id: string) => post<Job>(`${of(id)}/continue`),
    /** Lets a job go on that waits for a review. */
    approve: (id: string) => post<Job>(`${of(id)}/approve`, undefined, { isSafe: true }),
    /**
     * Makes a step once more, with another prompt, seed or model, or, changed in nothing, with another seed. What follows
     * from it in a completed job is out of date until `continue`, or made at once with `{ continue: true }`.
     */
    retake: (id: string, step: string, changes: Record<string, unknown> = {}) =>
      post<Job>(`${ofStep(id, step)}/retake`, changes),
    /**
     * Gives a step a result by hand, with the fields that its service gives; files as `asset:<id>` of an upload. What follows
     * is as with `retake`.
     */
    edit: (id: string, step: string, output: Record<string, unknown>, more: { continue?: boolean } = {}) =>
      post<Job>(`${ofStep(id, step)}/edit`, { output, ...more }),
    /** Goes on with an earlier take of a step. */
    choose: (id: string, step: string, take: number) => post<Job>(`${ofStep(id, step)}/choose`, { take }),
    resolve: (id: string, step: string, resolution: Resolution) => post<Job>(`${ofStep(id, step)}/resolve`, resolution),
    /** Removes an ended job and its files; uploads can be named again for their hours. */
    remove: async (id: string) => void (await ask(of(id), { method: "DELETE", isSafe: true })),

    /** Sends one file up, to be named as `asset:<id>` in `input`. */
    async upload(file: Blob | Uint8Array<ArrayBuffer>, more: UploadOptions = {}): Promise<Output> {
      const { upload } = await import("./upload");
      return upload(ask, options, file, more);
    },

    /** The bytes of an output, as they come. */
    download: (output: Pick<Output, "url">, signal?: AbortSignal) => ask(output.url, { signal, isStream: true }),
  };
}

export type Client = ReturnType<typeof createClient>;
