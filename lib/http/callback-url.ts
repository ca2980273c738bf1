import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { env } from "../env";
import { secret } from "../storage/file-url";

const randomLength = 43; // 32 bytes as base64url

/** A token for one submit: chance, and after it a proof that this installation made it for this call. */
export function newAnswerToken(callId: string): string {
  const random = randomBytes(32).toString("base64url");
  return random + proof(callId, random);
}

/** Whether a token can be one of a call, as far as can be told without the database: it may be of an earlier submit. */
export function isMadeFor(callId: string, token: string): boolean {
  const [random, given] = [token.slice(0, randomLength), Buffer.from(token.slice(randomLength))];
  const expected = Buffer.from(proof(callId, random));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const proof = (callId: string, random: string) =>
  createHmac("sha256", secret()).update(`answer ${callId} ${random}`).digest().subarray(0, 16).toString("base64url");

/** Where a service tells of a call's end. The token in it is the key: whoever knows it can answer for the service. */
export const callbackUrl = (callId: string, token: string) => `${env().PUBLIC_URL}/api/answers/${callId}/${token}`;

/** A text without the tokens in it: services repeat the address they were given, and we keep what they say. */
export const withoutTokens = (text: string) =>
  text.replace(/(api\\?\/answers\\?\/[0-9a-f-]{36}\\?\/)[\w-]{20,100}/g, "$1...");
