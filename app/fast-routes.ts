import type { IncomingHttpHeaders } from "node:http";
import { mayAnswer } from "@/inngest/calls/receive-webhook";
import { mostUnpacked } from "@/lib/http/answer-text";
import { isMadeFor } from "@/lib/http/callback-url";
import { asked, type BodyLimit, engineCall, type FastRoute, routed } from "@/server/entry/fast-path";
import { POST as fromService } from "./api/answers/[call]/[token]/route";
import { POST as submit } from "./v1/generate/route";
import { GET as look } from "./v1/jobs/[id]/route";
import { GET as list } from "./v1/jobs/route";

const kilobyte = 1024;
const hasCredential = (headers: IncomingHttpHeaders) =>
  Boolean(headers["x-api-key"] ?? headers.authorization ?? headers.cookie);

/** A large body is read only with a valid token. */
const answerLimit: BodyLimit = async ({ "content-length": length }, { call = "", token = "" }) => {
  if (length !== undefined && Number(length) <= kilobyte * kilobyte) return kilobyte * kilobyte;
  return isMadeFor(call, token) || (await mayAnswer(call, token)) ? mostUnpacked : 0;
};
/** Without a credential no body is read, since the route refuses the request anyway. */
const submitLimit: BodyLimit = (headers) => (hasCredential(headers) ? 256 * kilobyte : 0);

/** The routes that bypass Next; other paths and methods go to Next. */
export const fastRoutes: FastRoute[] = [
  { method: "POST", path: /^\/api\/inngest$/, answer: engineCall },
  {
    method: "POST",
    path: /^\/api\/answers\/(?<call>[^/]+)\/(?<token>[^/]+)$/,
    answer: routed(fromService, answerLimit),
  },
  { method: "POST", path: /^\/v1\/generate$/, answer: asked(submit, submitLimit) },
  { method: "GET", path: /^\/v1\/jobs$/, answer: asked(list) },
  // Only ids: other names under /v1/jobs are routes of their own.
  { method: "GET", path: /^\/v1\/jobs\/(?<id>[0-9a-f-]{36})$/, answer: asked(look) },
];
