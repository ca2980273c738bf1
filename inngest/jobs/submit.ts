import { isDatabaseAway } from "@/db/core/errors";
import { outlast } from "@/db/core/outlast";
import type { Once } from "@/db/idempotency";
import { addJob, findJob, type JobRow, startEvent } from "@/db/jobs";
import type { Key } from "@/db/keys";
import { Problem } from "@/lib/errors";
import { failpoint } from "@/lib/failpoint";
import type { GenerateRequest } from "@/lib/schemas/generate";
import type { Quote } from "@/lib/schemas/job";
import { checkInputs, ingestInputs } from "../assets/ingest-inputs";
import type { AnyWorkflow } from "../define-workflow";
import { sendSoon } from "../event-outbox";
import { newJob, prepare, price, withMedia } from "./check-request";
import { bodyHash, madeBefore } from "./idempotency";
import { limitProblem, refuseOverLimit } from "./limit-errors";
import { readRequest } from "./parse-request";
import { type Priced, quoteOf } from "./remaining-quote";

/**
 * The only path that starts a job. Refuses with a Problem that names the field and stores nothing; once it returns, the
 * job is in the database and survives every crash.
 */
export async function submitJob(
  body: unknown,
  key: Key,
  idempotencyKey?: string,
): Promise<{ job: JobRow; replayed: boolean }> {
  const { workflow, ...request } = readRequest(body);
  const once = idempotencyKey ? { idempotencyKey, bodyHash: bodyHash(request) } : undefined;
  const known = once && (await replay(key.id, once));
  if (known) return { job: known, replayed: true };
  try {
    return { job: await begin(workflow, request, key, once), replayed: false };
  } catch (error) {
    // Another request used the same Idempotency-Key meanwhile: return its job, whatever failed here.
    const theirs = once && (await replay(key.id, once));
    if (theirs) return { job: theirs, replayed: true };
    throw error;
  }
}

async function begin(workflow: AnyWorkflow, request: GenerateRequest, key: Key, once?: Once): Promise<JobRow> {
  const { input, media, skipped } = await prepare(workflow, request, key.id);
  // Before anything is fetched. The price is known only after the media are.
  await refuseOverLimit({ keyId: key.id, limits: key.limits, estimated: 0 });
  let priced: Priced | undefined;
  const refs = await ingestInputs(media, key.id, async (given) => {
    priced = await price(workflow, request, withMedia(input, media, given), { key });
    await refuseOverLimit({ keyId: key.id, limits: key.limits, estimated: priced.estimated });
  });
  if (!priced) throw new Problem("internal", "Could not estimate the cost of the job.");
  const wanted = { keyId: key.id, limits: key.limits, estimated: priced.estimated };
  const job = newJob(request, key, { input, refs: withMedia(input, media, refs), priced, skipped });
  const stored = await addJob(job, { limits: key.limits, once }).catch(async (error: unknown) => {
    // The job may be stored although the database's answer was lost. A caller who is refused would submit it again.
    if (isDatabaseAway(error) && (await outlast(() => findJob(job.id)))) return true;
    throw error;
  });
  if (!stored) throw await limitProblem(wanted);
  failpoint("after-job");
  sendSoon(startEvent({ ...job, engineStarts: 1 }).id);
  const added = await findJob(job.id);
  if (!added) throw new Problem("internal", "Could not store the job.");
  return added;
}

/**
 * The quote of a submit. Checks all that a submit checks, and also fetches and checks the media; stores nothing, and
 * does not check the key's limits, which change every moment.
 */
export async function quoteJob(body: unknown, key: Key): Promise<Quote> {
  const { workflow, ...request } = readRequest(body);
  const { input, media } = await prepare(workflow, request, key.id);
  const refs = await checkInputs(media, key.id);
  return quoteOf(request.model, await price(workflow, request, withMedia(input, media, refs), { key }));
}

async function replay(keyId: string, once: Once): Promise<JobRow | undefined> {
  const id = await madeBefore(keyId, once);
  return id === undefined ? undefined : findJob(id);
}
