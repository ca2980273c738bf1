import { createHmac, type Hmac, timingSafeEqual } from "node:crypto";
import { env } from "@/lib/env";

/** Like the SDK: a signature is valid for five minutes before and after its time, because clocks differ. */
export const validMs = 5 * 60_000;

export type Signature = { time: string; mac: Buffer };

/** The keys as used for signing, without their readable prefix. */
function signingKeys(): string[] {
  const { INNGEST_SIGNING_KEY, INNGEST_SIGNING_KEY_FALLBACK } = env();
  return [INNGEST_SIGNING_KEY, INNGEST_SIGNING_KEY_FALLBACK].flatMap((key) => key?.replace(/^signkey-\w+-/, "") || []);
}

/** Inngest's Dev Server signs nothing; production refuses to start with it. */
export const isUnsigned = () => env().INNGEST_DEV !== undefined;

/** Parses a header `t=…&s=…`; null for another shape or an expired time, before anything else is read or computed. */
export function parseSignature(header: string | undefined, now = Date.now()): Signature | null {
  const [, time, mac] = /^t=(\d{10,11})&s=([\da-f]{64})$/i.exec(header ?? "") ?? [];
  if (!time || !mac || Math.abs(now - Number(time) * 1000) > validMs) return null;
  return { time, mac: Buffer.from(mac, "hex") };
}

/**
 * Computes the HMAC of a body while it arrives. `key` returns the key that signed it, or null when none of ours did.
 */
export function startCheck({ time, mac }: Signature): {
  update: (chunk: Uint8Array) => void;
  key: () => string | null;
} {
  const checks = signingKeys().map((key): [string, Hmac] => [key, createHmac("sha256", key)]);
  return {
    update: (chunk) => {
      for (const [, hmac] of checks) hmac.update(chunk);
    },
    key: () => checks.find(([, hmac]) => timingSafeEqual(hmac.update(time).digest(), mac))?.[0] ?? null,
  };
}

/** Signs one of our responses. */
export function sign(key: string, text: string, now = Date.now()): string {
  const time = String(Math.round(now / 1000));
  return `t=${time}&s=${createHmac("sha256", key).update(text).update(time).digest("hex")}`;
}
