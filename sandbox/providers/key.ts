import { createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Vendor } from "./vendor";

/** The key in a header, after a scheme such as `Bearer`. */
export const inHeader =
  (header: string, scheme = ""): Vendor["admits"] =>
  (request, isKey) => {
    const given = request.headers[header];
    if (typeof given !== "string") return false;
    const [, key = ""] = scheme ? (new RegExp(`^${scheme} +(.+)$`, "i").exec(given) ?? []) : [given, given];
    return isKey(key.trim());
  };

const partsOf = (text: string): Record<string, unknown> => {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString());
  } catch {
    return {};
  }
};

/** A JSON Web Token (HS256) that is signed with the key and not expired. */
export function inToken(request: IncomingMessage, secret: string): boolean {
  const [, head = "", claims = "", signature = ""] =
    /^Bearer +([\w-]+)\.([\w-]+)\.([\w-]+)$/i.exec(request.headers.authorization ?? "") ?? [];
  if (partsOf(head).alg !== "HS256") return false;
  const right = createHmac("sha256", secret).update(`${head}.${claims}`).digest("base64url");
  const { exp, nbf } = partsOf(claims);
  const now = Date.now() / 1000;
  return signature === right && Number(exp) > now && !(Number(nbf) > now);
}
