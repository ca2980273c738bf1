import { env } from "./env";

/** Where a service tells of a call's end. The token in it is the key: whoever knows it can answer for the service. */
export const answerAddress = (callId: string, token: string) => `${env().PUBLIC_URL}/api/answers/${callId}/${token}`;

/** A text without the tokens in it: services repeat the address they were given, and we keep what they say. */
export const withoutTokens = (text: string) =>
  text.replace(/(api\\?\/answers\\?\/[0-9a-f-]{36}\\?\/)[\w-]{20,100}/g, "$1...");
