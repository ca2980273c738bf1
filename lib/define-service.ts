import type { z } from "zod";
import type { LocalWork } from "./local-work";

/**
 * The contract of a model service. A service is a value: one file in `lib/services/` and one line in its index; API, form,
 * OpenAPI and tests read it from there. It does no I/O: `start` says what to ask, `read` says what an answer means.
 */

/** A request to a service, as plain data. `path` is joined to one of the service's base URLs. */
export type ServiceRequest = {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  path: string;
  json?: unknown;
  /** Multipart in place of `json`; a `data:` URL is sent as a file. */
  form?: Record<string, string>;
  /** Besides the key, which the frame adds. */
  headers?: Record<string, string>;
};

/**
 * What an answer means to us. `failed.reason` is in the service's own words: it reaches the user. Pending without a
 * `queuePosition`: it is at work; `progress` is 0 to 1, `message` what it says of it. `unclear` ends nothing: the call goes
 * on waiting. With an `output` that is taken when nothing clearer comes within `UNKNOWN_STATUS_GRACE`.
 */
export type ServiceStatus<Output> =
  | { state: "pending"; queuePosition?: number; waitSeconds?: number; progress?: number; message?: string }
  | { state: "unclear"; said: string; output?: Output }
  | { state: "done"; output: Output }
  | { state: "failed"; reason: string; kind?: FailureKind }
  /** It did not take the work, also where the HTTP status says otherwise: nothing runs and nothing is charged. */
  | { state: "refused"; reason: string; waitSeconds?: number; kind?: RefusalKind }
  /** The work has ended, and its result is the answer to this request. */
  | { state: "elsewhere"; request: ServiceRequest };

/** Why a service ended work that it had accepted: because of what was asked, or by its own fault. */
export type FailureKind = "moderated" | "input" | "provider";

/** Why a service did not accept a request. */
export type RefusalKind = "throttled" | "unavailable" | "balance" | "key" | "model" | "input" | "moderated";

/** What an answer other than 2xx to a submit means; `unknown`: the service may have accepted it all the same. */
export type Refusal =
  | { state: "refused"; kind: RefusalKind; reason: string; waitSeconds?: number }
  | { state: "unknown"; reason: string };

/** What we know of a submitted call: the service's own id, where it lives, and the queue as it said. */
export type RemoteOperation = {
  id: string;
  /** Base URL to follow for cancel and check; the one asked when the service names none. */
  base: string;
  queuePosition?: number;
  waitSeconds?: number;
};

/** Where a vendor's API is and how it gets its own key: the pods' key never goes there. */
export type HostedApi = {
  /** Its name in the setting `<ID>_URL` and in the sandbox; without one that of the service. */
  id?: string;
  /** Its base URL; the setting `<ID>_URL` replaces it. */
  url: string;
  /** The setting that holds its key, as `FAL_KEY`. */
  setting: string;
  /** The header that carries the key, and the word before it, as `authorization` and `Bearer`. */
  header: string;
  scheme?: string;
  /** Sent with every request, as the version of its API. */
  headers?: Record<string, string>;
};

export type Service<
  Input extends z.ZodObject = z.ZodObject,
  Answer extends z.ZodType = z.ZodType,
  Output extends z.ZodObject = z.ZodObject,
> = {
  /** Its name at the services' side and, used by itself, the `model` of a job. Kebab case. */
  id: string;
  title: string;
  description: string;
  /** The same in Chinese. */
  zh?: { title: string; description: string };
  /** Who does the work: a GPU service of the operator's, a vendor's API, the work process, or whoever fills a role. */
  kind: "pod" | "hosted" | "local" | "role";
  /** Its name in its settings, where that is not its id. */
  settings?: string;
  /** Its place and key, of a hosted service. */
  hosted?: HostedApi;
  /** The work itself, of a local service. */
  local?: LocalWork;
  /** What we ask. Media fields are made with `media()`; they hold URLs the service can fetch when `start` sees them. */
  input: Input;
  /** What it says, loosely (`lib/schemas/loose.ts`): only the fields used. Serves the reply, the webhook and the poll. */
  response: Answer;
  /** What we hand on, strictly. Media fields hold the service's URLs; the call keeps the files and hands on assets. */
  output: Output;
  /** An example of `output`: it stands in when a workflow is planned or priced without asking anybody. */
  example: z.input<Output>;
  /** `"response"`: the reply to the request is the answer. `"webhook"`: the reply is a receipt, the answer comes later. */
  mode: "sync" | "async";
  request(input: z.output<Input>, webhookUrl: string, callId?: string): ServiceRequest;
  parse(answer: z.output<Answer>): ServiceStatus<z.input<Output>>;
  /** What an answer other than 2xx to a submit means, where its status alone does not say it. */
  refusal?(answer: { status: number; answer: unknown; retryAfter: string | undefined }): Refusal;
  /** A second request costs next to nothing and harms no one, so an unknown outcome may be requested again. */
  repeatable?: boolean;
  /** How it gets files, where no setting says it: by an address that it can reach, and inline up to so many bytes. */
  takes?: { url: boolean; inlineBytes: number };
  /** Whether a part of this input reaches it only as words of the prompt, because it has no field for it. */
  rewords?(input: z.output<Input>): boolean;
  /** The receipt of a `"webhook"` service: its id for the work, or null when the reply is not a receipt. */
  receipt?(answer: z.output<Answer>): (Omit<RemoteOperation, "base"> & { base?: string }) | null;
  /** How to give work back; services without it cannot be cancelled. */
  cancel?(started: RemoteOperation): ServiceRequest;
  /** What the answer to a cancel means, where its status alone does not say it: 2xx is cancelled, 404 too late. */
  cancelled?(status: number, text: string): "cancelled" | "too late" | null;
  /** How to ask for the state of submitted work; services without it are only heard through their webhook. */
  poll?(started: RemoteOperation): ServiceRequest;
  /** Seconds between two polls. Default: the rounds grow from 15 seconds to 5 minutes. */
  pollEvery?: number;
  /** Price of one call in the configured currency. Default 0. */
  price?(input: z.output<Input>): number;
  /** Changes when the same request would give another result, as with a new model. Default "1". */
  version?: string;
  /** Seconds for which the same request of the same owner gets the finished result again, at no cost. 0: never. */
  cacheFor: number;
  /** How often one call is asked for at most, while it is refused. Default: see `mostAttempts`. */
  maxAttempts?: number;
  /** Seconds from the first request until a call that has no answer fails. */
  timeout: number;
  /** Seconds one call takes when nothing is known yet; feeds the ETA. */
  typicalSeconds: number;
};

/** Declares a service; it only fixes the types, so that `start` and `read` are checked against the schemas. */
export function defineService<I extends z.ZodObject, A extends z.ZodType, O extends z.ZodObject>(
  service: Service<I, A, O>,
): Service<I, A, O> {
  return service;
}

/** With the waits between them (`lib/net/backoff.ts`), twenty attempts outlive an outage of more than ten minutes. */
export const mostAttempts = (service: { maxAttempts?: number }) => service.maxAttempts ?? 20;

/** A service whose exact types do not matter: what the registry holds. */
// biome-ignore lint/suspicious/noExplicitAny: start and read are contravariant, no narrower type holds them all.
export type AnyService = Service<any, any, any>;
