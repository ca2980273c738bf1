import type { ServerResponse } from "node:http";
import type { Tools } from "../media/ffmpeg";

/** One POST to the caller. Sent in chunks when it has no length. */
export interface Delivery {
  url: string;
  body: Buffer;
  /** Additional headers, such as a vendor's signature. */
  headers?: Record<string, string>;
  chunked?: boolean;
}

/** Deliveries that are sent at the same time; the plans of a list are sent in turn. */
export interface DeliveryPlan {
  afterSeconds: number;
  deliveries: Delivery[];
}

/** Why a submit, a poll or a cancel is refused. Pods and vendors have different answers for it. */
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
  /** Answers with a refusal in the shape of this pod or vendor; returns true. */
  refuse(reason: Reason, status: number, words: string, retryAfter?: string): true;
  /** True for the first `times` submits of this request, then false once, then it starts over. */
  again(times: number): boolean;
}

export interface ReplyMoment {
  response: ServerResponse;
  value: string;
  /** Settles when the webhooks of this job have been sent. */
  delivered: Promise<void>;
  /** The body of its webhook, once the work is done. */
  truth: Promise<Record<string, unknown>>;
  signal: AbortSignal;
}

/** A request for the status of a vendor's task. */
export interface PollMoment {
  response: ServerResponse;
  value: string;
  again(times: number): boolean;
  refuse(reason: Reason, status: number, words: string, retryAfter?: string): true;
}

/** A task that a vendor fails because of its content. */
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
  tools: Tools;
}

export interface WebhookMoment {
  value: string;
  /** The correct body. */
  truth: Record<string, unknown>;
  webhookUrl: string;
  /** The webhook address of another job of this sandbox, if there is one. */
  otherUrl: string | null;
}

/**
 * A fault on demand. It has one hook, named after the moment when it acts; a hook before the answer returns true when
 * it has answered (or cut the connection) itself.
 */
export interface Fault {
  name: string;
  /** What the caller sees. */
  says: string;
  /** The text after "=" in a marker, with its default. */
  takes?: string;
  /** Before a submit is accepted. */
  submit?(moment: SubmitMoment): boolean;
  /** After the submit was accepted, before the answer. */
  reply?(moment: ReplyMoment): Promise<boolean>;
  /** Before the work, or instead of it. The message of an error it throws is the service's message. */
  work?(moment: WorkMoment): Promise<void>;
  /** Replaces a vendor's answer about its work. Returns true when it has answered. */
  poll?(moment: PollMoment): boolean;
  /** A vendor reports an unknown status word. */
  unknownWord?: string;
  /** A vendor returns its result as a list or an object, unlike the model's usual format. */
  resultShape?: "list" | "object";
  /** A vendor signs its webhook with another key. */
  wrongSignature?: true;
  /** Instead of a result's bytes. */
  result?(moment: ResultMoment): void | Promise<void>;
  /** Changes the webhooks that are sent at the end. */
  webhook?(plans: DeliveryPlan[], moment: WebhookMoment): DeliveryPlan[];
  /** Changes the text that the vision model wrote. */
  scenes?(text: string): string;
  /** Changes the whole answer of a language model. */
  answer?(text: string): string;
  /** Answers every cancel with 404. */
  refusesCancel?: true;
  /** Sends the webhook before the answer to the submit. */
  webhookFirst?: true;
  /** Completes with an empty list of results. */
  withoutResult?: true;
}

export function numberIn(value: string, fallback: number, nth = 0): number {
  const text = value.split(",")[nth]?.trim();
  const number = Number(text);
  return text && Number.isFinite(number) && number >= 0 ? number : fallback;
}

/** Waits, or returns early when the sandbox closes. */
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
