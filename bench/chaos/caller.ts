import { setTimeout as sleep } from "node:timers/promises";
import type { Api } from "@/cli/film/api-client";

/** `unanswered`: how many earlier tries of this request got no answer, or a 5xx. Each of them may have taken effect. */
export type Answer = { status: number; text: string; unanswered: number };

type Request = { method?: "GET" | "POST"; headers?: Record<string, string>; body?: unknown };

/** Repeats a request until it is answered: the app may be down, or killed before it answers. */
export async function askUntilAnswered(
  { url, key }: Api,
  path: string,
  { method = "POST", headers, body = {} }: Request,
  signal: AbortSignal,
): Promise<Answer> {
  const init: RequestInit = {
    method,
    headers: { "Content-Type": "application/json", "X-API-Key": key, ...headers },
    ...(method === "POST" && { body: JSON.stringify(body) }),
  };
  for (let unanswered = 0; ; unanswered++) {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(15_000)]);
    const answer = await fetch(`${url}${path}`, { ...init, signal: patience })
      .then(async (response) => ({ status: response.status, text: await response.text() }))
      .catch(() => null);
    signal.throwIfAborted();
    if (answer && answer.status < 500) return { ...answer, unanswered };
    await sleep(300, undefined, { signal });
  }
}

/** Like `askUntilAnswered`; throws unless the request succeeds. */
export async function succeed(api: Api, path: string, request: Request, signal: AbortSignal): Promise<string> {
  const { status, text } = await askUntilAnswered(api, path, request, signal);
  if (status >= 300) throw new Error(`${path} was refused with ${status}: ${text}`);
  return text;
}
