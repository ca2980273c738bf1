import { createHash } from "node:crypto";
import { env } from "@/lib/env";
import { engineClient } from "@/lib/http/clients";

/** Calls the engine's public API, which every Inngest server has. */
export function askEngine(path: string, timeoutMs = 10_000, method = "GET") {
  const { INNGEST_DEV, INNGEST_BASE_URL, INNGEST_SIGNING_KEY } = env();
  const dev = INNGEST_DEV?.startsWith("http") ? INNGEST_DEV : INNGEST_DEV ? "http://127.0.0.1:8288" : undefined;
  const base = INNGEST_BASE_URL ?? dev ?? "https://api.inngest.com";
  const headers: Record<string, string> = INNGEST_SIGNING_KEY
    ? { authorization: `Bearer ${hashedKey(INNGEST_SIGNING_KEY)}` }
    : {};
  return engineClient(base).send({ method, url: `${base}${path}`, headers, timeoutMs });
}

/** The key as the SDK sends it: its prefix, then the sha256 of its bytes. */
function hashedKey(key: string): string {
  const [, prefix = "", hex = ""] = /^(signkey-[a-z0-9]+-)?(.*)$/i.exec(key) ?? [];
  return prefix + createHash("sha256").update(Buffer.from(hex, "hex")).digest("hex");
}

/** Whether the engine responds and accepts the signing key. */
export async function engineAnswers(): Promise<boolean> {
  const answer = await askEngine("/v1/runs/01HZZZZZZZZZZZZZZZZZZZZZZZ", 3_000).catch(() => null);
  return answer?.status === 404 || answer?.status === 200;
}
