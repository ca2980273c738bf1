/**
 * The part of a request that routes read: a `Request` from Next, or Node's own request on the fast path, because
 * building a `Request` takes longer than most of these routes.
 */
export type RequestLike = Pick<Request, "method" | "url" | "signal"> & {
  headers: Pick<Headers, "get" | "has">;
  body: AsyncIterable<Uint8Array> | null;
};
