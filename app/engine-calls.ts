import type { IncomingMessage } from "node:http";
import { InngestCommHandler } from "inngest";
import { functions } from "@/inngest";
import { inngest } from "@/inngest/client";

/** What the engine asks, with its body read. */
type EngineCall = { from: IncomingMessage; body: Buffer };
type EngineAnswer = { status: number; headers: Record<string, string>; body: string };

const oneOf = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/**
 * The functions of `api/inngest`, for the engine's calls alone: from Node's own request to a plain answer, without a
 * `Request` and a `Response` in between, which cost more than checking the signature.
 */
export const answerEngine: (call: EngineCall) => Promise<EngineAnswer> = new InngestCommHandler({
  frameworkName: "nextjs", // as `api/inngest`, which registers them
  client: inngest,
  functions,
  handler: ({ from, body }: EngineCall) => ({
    body: () => body.toString(),
    headers: (name) => oneOf(from.headers[name.toLowerCase()]),
    method: () => from.method ?? "POST",
    url: () => new URL(from.url ?? "/", `http://${from.headers.host ?? "localhost"}`),
    transformResponse: ({ status, headers, body: answer }): EngineAnswer => ({ status, headers, body: answer }),
  }),
}).createHandler();
