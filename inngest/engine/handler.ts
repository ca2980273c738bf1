import { InngestCommHandler } from "inngest";
import { functions } from "@/inngest";
import { env } from "@/lib/env";
import { inngest } from "../client";

/**
 * The parts of a request that the handler reads: no host and no URL, because only a setting says where the app is
 * served.
 */
export type EngineRequest = {
  method: string;
  query: URLSearchParams;
  header: (name: string) => string | undefined;
  /** The parsed body. */
  body: unknown;
};

export type EngineAnswer = { status: number; headers: Record<string, string>; body: string };

/** The URL at which the engine calls the functions. */
export function serveUrl(): URL {
  const { INNGEST_SERVE_ORIGIN, PUBLIC_URL } = env();
  return new URL(`${(INNGEST_SERVE_ORIGIN ?? PUBLIC_URL).replace(/\/+$/, "")}/api/inngest`);
}

const { origin, pathname } = serveUrl();

/**
 * Answers like Inngest's SDK but checks no signature: only `server/engine/verified-calls.ts`, which has checked it, and
 * `registration.ts`, which registers this process, may call this.
 */
export const handleVerified: (request: EngineRequest) => Promise<EngineAnswer> = new InngestCommHandler({
  frameworkName: "nextjs",
  client: inngest,
  functions,
  serveOrigin: origin,
  servePath: pathname,
  enableUnauthedSync: false,
  skipSignatureValidation: true,
  handler: ({ method, query, header, body }: EngineRequest) => ({
    body: () => body,
    headers: (name) => header(name.toLowerCase()),
    method: () => method,
    url: () => serveUrl(),
    queryString: (name) => query.get(name) ?? undefined,
    transformResponse: ({ status, headers, body: answer }): EngineAnswer => ({ status, headers, body: answer }),
  }),
}).createHandler();
