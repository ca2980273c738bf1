import type { z } from "zod";
import type { Role } from "./define-role";
import type { FailureKind, HostedApi, RefusalKind, ServiceRequest, ServiceStatus } from "./define-service";
import type { Usage } from "./schemas/job";

/**
 * A hosted provider: a vendor's API as pure data. One file in `lib/providers/` and one line in its index. It does no I/O:
 * each function returns a request, or what an answer means. All amounts are USD.
 */

export type ProviderRequest = ServiceRequest;

/** The context of a request: the vendor's name of the model, our id of this submit, and the URL for its webhook. */
export type Ask = { model: string; callId: string; webhookUrl: string };

/** The vendor's id for work that it accepted. */
export type RemoteWork = { id: string; queuePosition?: number };

export type { RefusalKind } from "./define-service";

export type Refusal = { state: "refused"; kind: RefusalKind; reason: string; waitSeconds?: number };

/**
 * What an answer means. `refused`: the provider did not accept the work, whatever the HTTP status. `failed`: it
 * accepted the work but gave no result. `elsewhere`: the result is the answer to one more request.
 */
export type ProviderStatus<Output> =
  | Exclude<ServiceStatus<Output>, { state: "failed" | "refused" | "elsewhere" }>
  | { state: "failed"; kind: FailureKind; reason: string }
  | { state: "elsewhere"; request: ProviderRequest }
  | Refusal;

/** USD: by the second of video (by resolution, where it matters), picture, call, million characters or million tokens. */
export type ProviderPrice =
  | { perSecond: number | Record<string, number>; withAudio?: number }
  | { perImage: number }
  | { perCall: number }
  | { perMillionCharacters: number }
  | { perMinute: number }
  | { perMillionTokens: { input: number; output: number } };

/** The capabilities of one model. An omitted field means unknown: it neither promises nor excludes anything. */
export type Model = {
  /** The vendor's name of the model, if it differs from the name in the registry. */
  remote?: string;
  /** Seconds of a clip: a list of allowed values, or a range. */
  durations?: number[] | { min: number; max: number };
  resolutions?: string[];
  aspectRatios?: string[];
  /** Whether it accepts a last picture, produces sound, and accepts a seed. */
  lastImage?: boolean;
  audio?: boolean;
  /** Most pictures that it accepts in addition to the first. */
  references?: number;
  /** Whether it has a field for what to leave out. */
  negativePrompt?: boolean;
  /** Most characters of the prompt. */
  longestPrompt?: number;
  price?: ProviderPrice;
};

/** How a provider fills a role, for models with the same kind of request. */
export type Endpoint<
  I extends z.ZodObject = z.ZodObject,
  A extends z.ZodType = z.ZodType,
  O extends z.ZodObject = z.ZodObject,
> = {
  role: Role<I, O>;
  /** Models by the name after the colon in `fal:wan-2.5`; `*` allows any other name. The first one is the default. */
  models: Record<string, Model>;
  /** `sync`: the reply is the answer. `async`: the reply is a receipt; the answer comes by webhook or poll. */
  mode: "sync" | "async";
  /** `form`: the request is multipart and carries its files. Default `json`. */
  sends?: "json" | "form";
  /** `file`: the body of the reply is the result; `parse` gets its URL as `{ file }`. Default `json`. */
  reply?: "json" | "file";
  /** The answer, loosely typed: only the fields used. */
  response: A;
  request(input: z.output<I>, ask: Ask): ProviderRequest;
  receipt?(answer: z.output<A>, ask: Ask): RemoteWork | null;
  parse(answer: z.output<A>, ask: Ask): ProviderStatus<z.input<O>>;
  /** Builds the request for the status; without it only the webhook brings the answer. */
  poll?(work: RemoteWork, ask: Ask): ProviderRequest;
  /** Seconds between two polls. */
  pollEvery?: number;
  /** Whether the vendor sends a webhook to `ask.webhookUrl`. */
  webhook?: boolean;
  cancel?(work: RemoteWork, ask: Ask): ProviderRequest;
  /**
   * Builds the request that finds work whose receipt was lost; `found` parses its answer. `isOurs`: whether a URL is the
   * webhook of this submit.
   */
  find?(ask: Pick<Ask, "callId">): ProviderRequest;
  found?(answer: unknown, of: { callId: string; isOurs(url: string): boolean }): RemoteWork | null;
  /** The cost of the work in USD, as an answer reports it. */
  cost?(answer: z.output<A>): number | null;
  /** The tokens that the work used, as an answer reports them. */
  usage?(answer: z.output<A>): Usage | null;
  /** Seconds from the request until a call without an answer fails. */
  timeout: number;
  typicalSeconds: number;
};

export type Probe = {
  request: ProviderRequest;
  /** Statuses that say that the key works, besides 2xx. */
  alive?: number[];
  /** What is left of the balance, where the answer tells: 0 or less is an empty one. */
  left?(answer: unknown): number | null;
};

/**
 * How a vendor signs its webhooks. `fal`: Ed25519 over the body. `standard`: Standard Webhooks with a secret that the key
 * can fetch. `google`: a token that proves who sends, and says nothing of the body.
 */
export type VendorSignature =
  | { kind: "fal" | "google" /** Its public keys, where the vendor documents them. */; jwks: string }
  | { kind: "standard"; secretPath: string };

export type Provider = {
  /** The name before the colon in `fal:wan-2.5`; also the prefix of the settings `FAL_URL` and `FAL_KEY`. */
  id: string;
  title: string;
  api: HostedApi;
  /** The vendor's documentation, and when prices and models were read from it. */
  source: string;
  /** The vendor's page on which its keys are made. */
  keyPage?: string;
  /** A free request that tells whether the key works; without it a test is the smallest paid request. */
  probe?: Probe;
  /** How it gets files: by a URL that it can reach, or inline up to this many bytes. */
  takes: { url: boolean; inlineBytes: number };
  /** Extracts message and code from a refusal in the vendor's format. */
  errorOf(answer: unknown): { reason?: string; code?: string };
  /** What the vendor's codes mean, before the HTTP status decides. */
  codes: Record<string, RefusalKind>;
  signature?: VendorSignature;
  /** Whether downloads of result files need the key as well. */
  resultNeedsKey?: boolean;
  endpoints: readonly Endpoint[];
};

export const defineProvider = (provider: Provider): Provider => provider;

/** Declares an endpoint. It only fixes the types, so that `request` and `parse` are checked against the schemas. */
export const defineEndpoint = <I extends z.ZodObject, A extends z.ZodType, O extends z.ZodObject>(
  endpoint: Endpoint<I, A, O>,
): Endpoint<I, A, O> => endpoint;
