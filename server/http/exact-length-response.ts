import { type IncomingMessage, ServerResponse } from "node:http";

/**
 * Next drops `content-length` from a route's response, because a fetched body may have been decoded. Without it no
 * client can tell a whole file from a cut-off one, and HEAD shows no size. So the length travels under this name, and
 * the response gets the real header.
 */
export const exactLength = "x-exact-length";

export class ExactLengthResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  override setHeader(name: string, value: number | string | readonly string[]): this {
    return super.setHeader(name.toLowerCase() === exactLength ? "content-length" : name, value);
  }
}
