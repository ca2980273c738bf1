import type { z } from "zod";
import type { LocalWork } from "./local-work";
import type { Usage } from "./schemas/job";
import type { Welcome } from "./welcome";

/**
 * The contract of a model service. A service is a value: one file in `lib/services/` and one line in its index. API, form,
 * OpenAPI and tests read it there. It does no I/O: `request` builds the request, `parse` interprets an answer.
 */

/** A request to a service, as plain data. `path` is joined to one of the service's base URLs. */
export type ServiceRequest = {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  path: string;
  json?: unknown;
  /** Multipart in place of `json`; a `data:` URL is sent as a file. */
  form?: Record<string, string>;
  /** Without the key, which is added when the request is sent. */
  headers?: Record<string, string>;
};

/**
 * What an answer means. `pending` without a `queuePosition`: the work runs; `progress` is 0 to 1, and
 * `preview` a small picture of the unfinished work as a `data:` URL. `failed.reason`: the
 * service's own words, shown to the user. `unclear` does not end the call; its `output` counts if no clearer answer comes
 * within `UNKNOWN_STATUS_GRACE`.
 */
export type ServiceStatus<Output> =
  | {
      state: "pending";
      queuePosition?: number;
      waitSeconds?: number;
      progress?: number;
      message?: string;
      preview?: string;
    }
  | { state: "unclear"; said: string; output?: Output }
  | { state: "done"; output: Output }
  | { state: "failed"; reason: string; kind?: FailureKind }
  /** The service did not accept the work, whatever the HTTP status: nothing runs and nothing is charged. */
  | { state: "refused"; reason: string; waitSeconds?: number; kind?: RefusalKind }
  /** The work has ended; the answer to this request holds the result. */
  | { state: "elsewhere"; request: ServiceRequest };

/** Why accepted work failed: because of the content, the input, or the provider itself. */
export type FailureKind = "moderated" | "input" | "provider";

/** Why a service did not accept a request. */
export type RefusalKind = "throttled" | "unavailable" | "balance" | "key" | "model" | "input" | "moderated";

/** What an answer other than 2xx to a submit means. `unknown`: the service may still have accepted the request. */
export type Refusal =
  | { state: "refused"; kind: RefusalKind; reason: string; waitSeconds?: number }
  | { state: "unknown"; reason: string };

/** A submitted call at the service: the service's own id of the work, its base URL, and the queue as reported. */
export type RemoteOperation = {
  id: string;
  /** Base URL for cancel and poll; that of the submit unless the service names another. */
  base: string;
  queuePosition?: number;
  waitSeconds?: number;
};

/** A vendor's API and its own key. The key of the pods is never sent to a vendor. */
export type HostedApi = {
  /** Its name in the setting `<ID>_URL` and in the sandbox. Default: the service's id. */
  id?: string;
  /** Default base URL; the setting `<ID>_URL` replaces it. */
  url: string;
  /** The setting that holds the key, such as `FAL_KEY`. */
  setting: string;
  /** The header of the key and the scheme before it, such as `authorization` and `Bearer`. */
  header: string;
  scheme?: string;
  /** Sent with every request, such as the version of the API. */
  headers?: Record<string, string>;
};

export type Service<
  Input extends z.ZodObject = z.ZodObject,
  Answer extends z.ZodType = z.ZodType,
  Output extends z.ZodObject = z.ZodObject,
> = {
  /** Kebab case. Also the `model` of a job that runs only this service. */
  id: string;
  title: string;
  description: string;
  /** Title and description in Chinese. */
  zh?: { title: string; description: string };
  welcome?: Welcome;
  /** What does the work: the operator's GPU service, a vendor's API, the work process, or the entries of a role. */
  kind: "pod" | "hosted" | "local" | "role";
  /** Prefix of its settings, if that is not its id. */
  settings?: string;
  /** The vendor's API, for `kind: "hosted"`. */
  hosted?: HostedApi;
  /** The work itself, for `kind: "local"`. */
  local?: LocalWork;
  /** Our input. Media fields are made with `media()`; in `request` they hold URLs that the service can fetch. */
  input: Input;
  /** The service's answer as reply, webhook or poll: only the fields used, loosely typed (`lib/schemas/loose.ts`). */
  response: Answer;
  /** The result, strictly typed. Media fields hold the service's URLs; the call stores the files and returns assets. */
  output: Output;
  /**
   * Of a service that chooses one of several files: the field of `input` that holds them. A person can choose another by
   * an edit of the step, or give an own file. All other fields of `output` have a default.
   */
  choosesFrom?: string;
  /** An example of `output`, used to plan and price a workflow without a request. */
  example: z.input<Output>;
  /** `"sync"`: the reply holds the result. `"async"`: the reply is a receipt; the result comes by webhook or poll. */
  mode: "sync" | "async";
  request(input: z.output<Input>, webhookUrl: string, callId?: string): ServiceRequest;
  parse(answer: z.output<Answer>): ServiceStatus<z.input<Output>>;
  /** What an answer to a submit means, if its status alone does not tell; null if the answer contains no error. */
  refusal?(answer: { status: number; answer: unknown; retryAfter: string | undefined }): Refusal | null;
  /** A second request costs next to nothing, so a request with an unknown outcome may be repeated. */
  repeatable?: boolean;
  /** How it gets files unless a setting says otherwise: by a URL that it can reach, or inline up to this many bytes. */
  takes?: { url: boolean; inlineBytes: number };
  /** Whether a part of this input reaches it only as words of the prompt, because it has no field for it. */
  rewords?(input: z.output<Input>): boolean;
  /** For `"async"`: the id of the work in the reply, or null if the reply is not a receipt. */
  receipt?(answer: z.output<Answer>): (Omit<RemoteOperation, "base"> & { base?: string }) | null;
  /** Builds the request that cancels work. Without it, work cannot be cancelled. */
  cancel?(started: RemoteOperation): ServiceRequest;
  /** What the answer to a cancel means; null, or without it: 2xx is cancelled, 404 is too late. */
  cancelled?(status: number, text: string): "cancelled" | "too late" | null;
  /** Builds the request for the status of submitted work. Without it, only the webhook reports on the work. */
  poll?(started: RemoteOperation): ServiceRequest;
  /** Seconds between two polls. Default: grows from 15 seconds to 5 minutes. */
  pollEvery?: number;
  /** The size and length that it makes in place of the requested ones, where the request allows that; else null. */
  fitted?(input: z.output<Input>): { requested: string; made: string } | null;
  /** The input as it is sent, fitted to what it can make: its length is what is paid. */
  asMade?(input: z.output<Input>): Record<string, unknown>;
  /**
   * Builds the request that finds work whose receipt was lost, by our own id of the submit. `found` parses the answer; null
   * does not prove that the service refused. `isOurs`: whether a URL is the webhook of that submit.
   */
  find?(callId: string): ServiceRequest;
  found?(answer: unknown, of: { callId: string; isOurs(url: string): boolean }): { id: string } | null;
  /** The cost of the work in USD, as an answer reports it; null if it does not. */
  cost?(answer: z.output<Answer>): number | null;
  /** The tokens that the work used, as an answer reports them; null if it does not. */
  usage?(answer: z.output<Answer>): Usage | null;
  /** Price of one call in USD; null if it is unknown. Default 0. */
  price?(input: z.output<Input>): number | null;
  /** Change it when the same request gives another result, as with a new model. Default "1". */
  version?: string;
  /** Seconds for which an equal request of the same owner reuses the finished result, at no cost. 0: never. */
  cacheFor: number;
  /** Most submits of one call while the service refuses it. Default: see `mostAttempts`. */
  maxAttempts?: number;
  /** Seconds from the first request until an unanswered call fails. */
  timeout: number;
  /** Seconds that a call usually takes. Used for the ETA until there are measurements. */
  typicalSeconds: number;
};

/** Declares a service. It only fixes the types, so that `request` and `parse` are checked against the schemas. */
export function defineService<I extends z.ZodObject, A extends z.ZodType, O extends z.ZodObject>(
  service: Service<I, A, O>,
): Service<I, A, O> {
  return service;
}

/** With the waits between them (`lib/net/backoff.ts`), twenty attempts outlive an outage of more than ten minutes. */
export const mostAttempts = (service: { maxAttempts?: number }) => service.maxAttempts ?? 20;

/** A service whose exact types do not matter: what the registry holds. */
// biome-ignore lint/suspicious/noExplicitAny: request and parse are contravariant, so no narrower type fits all services.
export type AnyService = Service<any, any, any>;
