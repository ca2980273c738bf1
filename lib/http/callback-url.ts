import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { env } from "../env";
import { secret } from "../storage/file-url";

const randomLength = 43; // 32 bytes as base64url

/**
 * A token for one submit: random bytes, followed by an HMAC that proves that this installation made it for this call.
 */
export function newAnswerToken(callId: string): string {
  const random = randomBytes(32).toString("base64url");
  return random + proof(callId, random);
}

/** Whether a token was made for a call, checked without the database. The token may belong to an earlier submit. */
export function isMadeFor(callId: string, token: string): boolean {
  const [random, given] = [token.slice(0, randomLength), Buffer.from(token.slice(randomLength))];
  const expected = Buffer.from(proof(callId, random));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const proof = (callId: string, random: string) =>
  createHmac("sha256", secret()).update(`answer ${callId} ${random}`).digest().subarray(0, 16).toString("base64url");

/** The address for a service's webhook. The token in it is the credential: its holder can answer for the service. */
export const callbackUrl = (callId: string, token: string) => `${env().PUBLIC_URL}/api/answers/${callId}/${token}`;

/** Removes the tokens from a text: services repeat their webhook address in messages that we store. */
export const withoutTokens = (text: string) =>
  text.replace(/(api\\?\/answers\\?\/[0-9a-f-]{36}\\?\/)[\w-]{20,100}/g, "$1...");
