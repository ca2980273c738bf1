import http from "node:http";
import https from "node:https";
import { type Delivery, type DeliveryPlan, pause } from "./faults/fault";

/** The time-out of one delivery, in milliseconds. */
const PATIENCE = 15_000;
const PIECE = 65_536;

// Closes idle connections well before the receiver does, since a webhook on a broken connection is not retried.
const lines = { keepAlive: true, timeout: 2_000 };
const agents = { "http:": new http.Agent(lines), "https:": new https.Agent(lines) };

function post({ url, body, chunked, headers: own }: Delivery, signal: AbortSignal): Promise<number> {
  const target = new URL(url);
  const secure = target.protocol === "https:";
  const headers = {
    "content-type": "application/json",
    ...own,
    ...(chunked ? {} : { "content-length": String(body.length) }),
  };
  return new Promise((done, fail) => {
    const request = (secure ? https : http).request(target, {
      method: "POST",
      headers,
      signal,
      agent: agents[secure ? "https:" : "http:"],
    });
    const timer = setTimeout(() => request.destroy(new Error(`no answer within ${PATIENCE / 1000} s`)), PATIENCE);
    request.on("close", () => clearTimeout(timer));
    request.on("error", fail);
    request.on("response", (response) => {
      response.on("error", fail);
      response.on("end", () => done(response.statusCode ?? 0));
      response.resume();
    });
    if (chunked) for (let at = 0; at < body.length; at += PIECE) request.write(body.subarray(at, at + PIECE));
    request.end(chunked ? undefined : body);
  });
}

type Heard = { lost(reason: string): void; told(delivery: Delivery, status: number): void };

/** Sends one plan after the other. Like a pod, it never retries: a failed delivery is lost. */
export async function deliver(plans: DeliveryPlan[], signal: AbortSignal, { lost, told }: Heard): Promise<void> {
  for (const { afterSeconds, deliveries } of plans) {
    if (afterSeconds > 0) await pause(afterSeconds, signal);
    if (signal.aborted) return;
    const results = await Promise.allSettled(
      deliveries.map(async (delivery) => told(delivery, await post(delivery, signal))),
    );
    for (const result of results) {
      if (result.status === "rejected" && !signal.aborted) lost(String(result.reason));
    }
  }
}
