import type { ServerResponse } from "node:http";

/** One POST to a caller. Without a length it is sent in chunks. */
export interface Delivery {
  url: string;
  body: Buffer;
  /** As the signature of a vendor. */
  headers?: Record<string, string>;
  chunked?: boolean;
}

/** Deliveries one after the other; those inside one volley leave at once. */
export interface Volley {
  afterSeconds: number;
  deliveries: Delivery[];
}

/** Why a submit, a poll or a cancel is refused. Pods and vendors each have their own answer for it. */
export type Reason =
  | "key"
  | "invalid"
  | "missing"
  | "throttled"
  | "balance"
  | "moderated"
  | "unavailable"
  | "internal"
  | "too late";

export interface SubmitMoment {
  response: ServerResponse;
  value: string;
  /** Answers with a refusal in the dialect of who was asked; returns true. */
  refuse(reason: Reason, status: number, words: string, retryAfter?: string): true;
  /** True for the first `times` submits of this very request, then false once, then anew. */
  again(times: number): boolean;
}

export interface ReplyMoment {
  response: ServerResponse;
  value: string;
  /** Settles when the webhooks of this job have left. */
  delivered: Promise<void>;
  /** What its webhook says, once the work is over. */
  truth: Promise<Record<string, unknown>>;
  signal: AbortSignal;
}

/** A vendor is asked how its work is. */
export interface PollMoment {
  response: ServerResponse;
  value: string;
  again(times: number): boolean;
  refuse(reason: Reason, status: number, words: string, retryAfter?: string): true;
}

/** Work that a vendor ends because of its content. */
export class Moderated extends Error {}

export interface WorkMoment {
  value: string;
  signal: AbortSignal;
}

export interface ResultMoment {
  response: ServerResponse;
  value: string;
  file: string;
  type: string;
}

export interface WebhookMoment {
  value: string;
  /** The body as it should be. */
  truth: Record<string, unknown>;
  webhookUrl: string;
  /** Where another job of this sandbox is told of its end, if there is one. */
  otherUrl: string | null;
}

/**
 * Something that goes wrong on demand. It has one hook, named for the moment it acts at; a hook before the answer
 * returns true when it has answered (or cut the line) itself.
 */
export interface Fault {
  name: string;
  /** What a caller sees. */
  says: string;
  /** What stands after "=", with its default. */
  takes?: string;
  /** Before a submit is accepted. */
  submit?(moment: SubmitMoment): boolean;
  /** After it was accepted, before that is said. */
  reply?(moment: ReplyMoment): Promise<boolean>;
  /** Instead of, or before, the work. What it throws is the service's own words. */
  work?(moment: WorkMoment): Promise<void>;
  /** In place of what a vendor says of its work. Returns true when it has answered. */
  poll?(moment: PollMoment): boolean;
  /** A vendor says a word for the state of its work that it never said before. */
  unknownWord?: string;
  /** A vendor gives its result as a list or as an object, whatever the model usually gives. */
  resultShape?: "list" | "object";
  /** A vendor signs its webhook with another key. */
  wrongSignature?: true;
  /** In place of a result's bytes. */
  result?(moment: ResultMoment): void | Promise<void>;
  /** What is posted at the end, changed. */
  webhook?(volleys: Volley[], moment: WebhookMoment): Volley[];
  /** What the vision model wrote, changed. */
  scenes?(text: string): string;
  /** Answers a cancel with 404 whatever the state. */
  refusesCancel?: true;
  /** Tells of the end before the submit has been answered. */
  webhookFirst?: true;
  /** Completes with an empty list of results. */
  withoutResult?: true;
}

export function numberIn(value: string, fallback: number, nth = 0): number {
  const text = value.split(",")[nth]?.trim();
  const number = Number(text);
  return text && Number.isFinite(number) && number >= 0 ? number : fallback;
}

/** Waits, or stops waiting when the sandbox closes. */
export function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) return done();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      done();
    };
    const timer = setTimeout(end, seconds * 1000);
    signal.addEventListener("abort", end);
  });
}
