import { ServerResponse } from "node:http";

/**
 * Next drops `content-length` from a route's response, because a fetched body may have been decoded. Without it no
 * client can tell a whole file from a cut-off one, and HEAD shows no size. So the length travels under this name, and
 * Node's response gets the real header.
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
