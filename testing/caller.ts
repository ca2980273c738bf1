import type { TestApp } from "./app";

/** A client of the API with its own key, or with none; returns every response, errors too. */
export function callerOf({ api }: Pick<TestApp, "api">, key: string | null) {
  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(new URL(path, api.url), {
      method,
      headers: {
        ...(key && { "x-api-key": key }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  return {
    key,
    send,
    get: (path: string) => send("GET", path),
    post: (path: string, body?: unknown, headers?: Record<string, string>) => send("POST", path, body, headers),
  };
}

export type Caller = ReturnType<typeof callerOf>;
