import { ServerResponse } from "node:http";

/**
 * Next drops `content-length` from what a route answers, because a body it fetched may have been decoded on the way. Ours
 * are files: without a length no client can tell a whole download from one that was cut off, and HEAD says nothing. So the
 * length travels under this name up to Node's own response, where it gets its right one.
 */
export const exactLength = "x-exact-length";

const patched = ServerResponse.prototype as ServerResponse & { passesExactLength?: true };

export function keepContentLength(): void {
  if (patched.passesExactLength) return;
  patched.passesExactLength = true;
  const { setHeader } = ServerResponse.prototype;
  patched.setHeader = function (name, value) {
    if (name.toLowerCase() !== exactLength) return setHeader.call(this, name, value);
    return setHeader.call(this, "content-length", String(value));
  };
}
