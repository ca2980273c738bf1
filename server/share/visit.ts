import type { JobRow } from "@/db/jobs";
import { findJob } from "@/db/jobs";
import { findShare, type Share } from "@/db/shares";
import { Problem } from "@/lib/errors";
import type { RequestContext } from "../api/caller";
import { limitVisits } from "../api/rate-limit";
import { comesFrom } from "../http/client-address";
import { loggablePath } from "../http/loggable-path";
import { problemResponse } from "../http/problem-response";
import { answerHeaders } from "../http/security-headers";
import { type SharedResult, sharedResult } from "./shared-files";

/** An open link: its job and what visitors see of it. */
export type OpenShare = { share: Share; job: JobRow; result: SharedResult };

/** The share of a token; null once it has ended, or when its job or its files are gone or deleted. */
export async function openShare(token: string): Promise<OpenShare | null> {
  const share = token.length === 43 ? await findShare(token) : undefined;
  const job = share && (await findJob(share.jobId));
  const result = job && !job.deletedAt && (await sharedResult(job));
  return result ? { share, job, result } : null;
}

/** The headers of every answer below `/s/`: an ended link is not served from a cache, and none is in a search engine. */
export const sharedHeaders = { "referrer-policy": "no-referrer", "x-robots-tag": "noindex, nofollow" };

type Handler = (open: OpenShare, visit: RequestContext) => Promise<Response>;

/** Serves a visitor of a shared page within the limit of the visitor's address. `ended` answers for an invalid link. */
export const visitShare =
  (serve: Handler, ended: (visit: RequestContext) => Promise<Response>) =>
  async (visit: RequestContext): Promise<Response> => {
    let limits: Record<string, string> = {};
    const answer = await (async () => {
      limits = limitVisits(comesFrom(visit.request).address);
      const open = await openShare(visit.params.token ?? "");
      return open ? await serve(open, visit) : await ended(visit);
    })().catch((error: unknown) => {
      const about = { requestId: visit.requestId, instance: loggablePath(visit.url.pathname) };
      const refusal = problemResponse(error, about);
      for (const [name, value] of Object.entries(answerHeaders)) refusal.headers.set(name, value);
      return refusal;
    });
    for (const [name, value] of Object.entries({ ...sharedHeaders, ...limits })) answer.headers.set(name, value);
    return answer;
  };

export const invalidLink = () => new Problem("not_found", "This link is invalid, or its owner has ended it.");
