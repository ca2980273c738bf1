/**
 * What doors read of a request: a `Request` as Next hands it on, or Node's own as it is where `straight.ts` answers, since
 * making a `Request` of it takes longer than most of what is asked.
 */
export type RequestLike = Pick<Request, "method" | "url" | "signal"> & {
  headers: Pick<Headers, "get" | "has">;
  body: Iterable<Uint8Array> | Request["body"];
};
