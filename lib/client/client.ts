import type { Batch, BatchBody, BatchWithItems } from "../schemas/batch";
import type { CutRequest } from "../schemas/cut";
import type { CutAnswer } from "../schemas/cut-answer";
import type { ScriptDocument, StoryboardDocument, StyleDocument } from "../schemas/document";
import type { Export, ExportRequest } from "../schemas/export";
import type { GenerateBody } from "../schemas/generate";
import type { Job, JobStatus, Model, Output, Quote, StepAction } from "../schemas/job";
import type { JobFilter } from "../schemas/job-query";
import type { JobSummary, JobSummaryList } from "../schemas/job-summary";
import type { Report } from "../schemas/report";
import { ApiError } from "./api-error";
import type { News } from "./events";
import { hasEnded } from "./is-terminal";
import { asker, type ClientOptions } from "./request";
import type { UploadOptions } from "./upload";

/** A person's decision about a step whose submission could not be confirmed. */
export type Resolution =
  | { action: Exclude<StepAction, "adopt"> }
  | { action: Extract<StepAction, "adopt">; serviceJobId: string };

/** Loaded on demand: few pages follow a job or upload files. */
const follow = () => import("./events");

function queryOf(given: Record<string, string | number | undefined>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value !== undefined) query.set(name, String(value));
  return query;
}

const of = (id: string) => `/v1/jobs/${encodeURIComponent(id)}`;
const ofBatch = (id: string) => `/v1/batches/${encodeURIComponent(id)}`;
const ofStep = (id: string, step: string) => `${of(id)}/steps/${encodeURIComponent(step)}`;

/** Seconds. Before the server answers, it fetches the media that `input` names by URL, for up to a minute. */
const intake = 75;
const intakeOfBatch = 300;

/**
 * Browsers have `crypto.randomUUID` only on https and localhost, and the studio may run on plain http in a local
 * network.
 */
const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * A client of the public API for browsers and Node, without dependencies. Every method throws an `ApiError` with the
 * API's own message. Submits carry an `Idempotency-Key`, so that repeating a lost one never pays twice.
 */
export function createClient(options: ClientOptions) {
  const ask = asker(options);
  /** The signal that ends a stream: the caller's, the client's, or both. */
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
    /**
     * Any other route of the API, for example `request("GET", "/v1/keys")`; undefined when the response has no body.
     */
    async request<T>(method: string, path: string, body?: unknown): Promise<T> {
      const headers = body === undefined ? undefined : { "content-type": "application/json" };
      const init = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
      const response = await ask(path, init);
      return (response.status === 204 ? undefined : await response.json()) as T;
    },

    /** All models, with the JSON Schema of their input. */
    models: async () => (await read<{ data: Model[] }>("/v1/models")).data,

    /**
     * Starts a job; the job is stored when this resolves. Within 24 hours the same `idempotencyKey` returns the same
     * job.
     */
    generate: (body: GenerateBody, { idempotencyKey = newKey() }: { idempotencyKey?: string } = {}) =>
      post<Job>("/v1/generate", body, { isSafe: true, key: idempotencyKey, timeout: intake }),

    /** Checks a request and returns its plan and price; starts and stores nothing. */
    quote: (body: GenerateBody) => post<Quote>("/v1/generate?dry_run=true", body, { isSafe: true, timeout: intake }),

    job: (id: string) => read<Job>(of(id)),

    /**
     * One page of jobs, newest first, without their steps, files and prompts; `after` is the `lastId` of the previous page.
     */
    jobs: (filter: JobFilter = {}) => read<JobSummaryList>(`/v1/jobs?${queryOf(filter)}`),
    summary: (id: string) => read<JobSummary>(`${of(id)}?fields=summary`),

    /** Yields each state of a job from now on, across reconnects; the last one is its final state. */
    async *events(id: string, signal?: AbortSignal): AsyncGenerator<Job> {
      const { states } = await follow();
      yield* states(ask, id, until(signal));
    },

    /** Events of all jobs of the key: first a `snapshot` of the newest, then each change, until `signal` aborts. */
    async *allEvents(signal: AbortSignal): AsyncGenerator<News> {
      const { events } = await follow();
      yield* events(ask, "/v1/events", { signal: until(signal), isLast: () => false });
    },

    /** Waits without a limit until the job has ended and returns its final state; read `status` for the outcome. */
    async wait(job: Job | string, { signal, onChange }: { signal?: AbortSignal; onChange?: (job: Job) => void } = {}) {
      const id = typeof job === "string" ? job : job.id;
      const { states, answered } = await follow();
      for await (const state of states(ask, id, until(signal))) onChange?.(state);
      const ended = await answered(() => read<Job>(of(id)), until(signal));
      if (hasEnded(ended)) return ended;
      throw new ApiError(0, { detail: "The job was started again while it was waited for." });
    },

    /** Cancels a job and its work at the services; repeating it changes nothing. */
    cancel: (id: string) => post<Job>(`${of(id)}/cancel`, undefined, { isSafe: true }),
    /** Continues a failed or cancelled job; finished steps are reused. */
    retry: (id: string) => post<Job>(`${of(id)}/retry`),
    /** Makes the steps that are out of date since a step of a completed job was re-taken or chosen. */
    continue: (id: string) => post<Job>(`${of(id)}/continue`),
    /** Approves the review that a job waits for. */
    approve: (id: string) => post<Job>(`${of(id)}/approve`, undefined, { isSafe: true }),
    /**
     * Makes a step once more with another prompt, seed or model; without changes, with another seed; `candidates` (1 to 4)
     * makes several takes at once. In a completed job, dependent steps are out of date until `continue`; with
     * `{ continue: true }` they are made at once.
     */
    retake: (id: string, step: string, changes: Record<string, unknown> = {}) =>
      post<Job>(`${ofStep(id, step)}/retake`, changes),
    /** Makes new takes of several steps in one run, each with another seed. */
    retakeSteps: (id: string, steps: string[], more: { candidates?: number; continue?: boolean } = {}) =>
      post<Job>(`${of(id)}/retake`, { steps, ...more }),
    /**
     * Gives a step a result by hand, with the fields of its service's output, or of its document; files as `asset:<id>` of
     * an upload. Dependent steps are treated as with `retake`.
     */
    edit: (id: string, step: string, output: Record<string, unknown>, more: { continue?: boolean } = {}) =>
      post<Job>(`${ofStep(id, step)}/edit`, { output, ...more }),
    /** Continues with an earlier take of a step. */
    choose: (id: string, step: string, take: number) => post<Job>(`${ofStep(id, step)}/choose`, { take }),
    resolve: (id: string, step: string, resolution: Resolution) => post<Job>(`${ofStep(id, step)}/resolve`, resolution),
    /** The cut of a job's film, with the clips that a shot can use. */
    cutOf: (id: string) => read<CutAnswer>(`${of(id)}/cut`),
    /** Joins the film once more as the cut says: a take of the film's step, at no cost. */
    cut: (id: string, cut: CutRequest) => post<Job>(`${of(id)}/cut`, cut),
    /** Another form of a job's film, as `9:16`, `gif` or `mp3`: ask again, or wait for its `job`, until it is `completed`. */
    export: (id: string, what: ExportRequest) => post<Export>(`${of(id)}/exports`, what, { isSafe: true }),
    /** The style, the script and the storyboard of a film, as it is made of them. */
    style: (id: string) => read<StyleDocument>(`${of(id)}/style`),
    script: (id: string) => read<ScriptDocument>(`${of(id)}/script`),
    storyboard: (id: string) => read<StoryboardDocument>(`${of(id)}/storyboard`),
    /** How a job went, stage by stage: times, costs, who made what. */
    report: (id: string) => read<Report>(`${of(id)}/report`),
    /** Deletes an ended job and its files, at first with a way back: `restore`. Uploads stay until their retention ends. */
    remove: async (id: string) => void (await ask(of(id), { method: "DELETE", isSafe: true })),

    /**
     * Starts many jobs; all of them are stored when this resolves, or none. Within 24 hours the same `idempotencyKey`
     * returns the same batch.
     */
    createBatch: (body: BatchBody, { idempotencyKey = newKey() }: { idempotencyKey?: string } = {}) =>
      post<Batch>("/v1/batches", body, { isSafe: true, key: idempotencyKey, timeout: intakeOfBatch }),
    /** Sends a list as CSV, one row a job, with the settings in `query`; returns the batch, or the quote of a dry run. */
    sendRows: async <T>(csv: string, query: Record<string, string>, { idempotencyKey = newKey() } = {}): Promise<T> => {
      const headers = { "content-type": "text/csv", "idempotency-key": idempotencyKey };
      const init = { method: "POST", headers, body: csv, isSafe: true, timeout: intakeOfBatch };
      return (await ask(`/v1/batches?${new URLSearchParams(query)}`, init)).json();
    },
    batch: (id: string) => read<Batch>(ofBatch(id)),
    /** One page of the jobs of a batch, in the order of its requests; `after` is the `lastId` of the previous page. */
    batchItems: async (id: string, filter: { status?: JobStatus; limit?: number; after?: string } = {}) =>
      (await read<BatchWithItems>(`${ofBatch(id)}?${queryOf(filter)}`)).items,
    cancelBatch: (id: string) => post<Batch>(`${ofBatch(id)}/cancel`, undefined, { isSafe: true }),
    /** Deletes an ended batch with its jobs and their files; uploads stay usable until their retention ends. */
    removeBatch: async (id: string) =>
      void (await ask(ofBatch(id), { method: "DELETE", isSafe: true, timeout: intakeOfBatch })),

    /** Uploads one file; name it in `input` as `asset:<id>`. */
    async upload(file: Blob | Uint8Array<ArrayBuffer>, more: UploadOptions = {}): Promise<Output> {
      const { upload } = await import("./upload");
      return upload(ask, options, file, more);
    },

    /** The bytes of an output, as a stream. */
    download: (output: Pick<Output, "url">, signal?: AbortSignal) => ask(output.url, { signal, isStream: true }),
  };
}

export type Client = ReturnType<typeof createClient>;
