import { createHash } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { usualSeconds } from "@/db/calls";
import { addJob, findIdempotent, findJob, forgetIdempotent, type JobRow, startEvent } from "@/db/jobs";
import { crashPoint } from "@/lib/crash-point";
import { fieldProblem, Problem } from "@/lib/errors";
import { checkAddress } from "@/lib/outside";
import { SendError } from "@/lib/send";
import { s3Access } from "@/lib/store";
import { takeIn } from "./intake";
import { sendSoon } from "./outbox";
import { planJob } from "./plan";
import { micros } from "./price";
import { allServices, serviceOf } from "./registry";
import { type GenerateRequest, readInput, readRequest } from "./request";

/**
 * The one path that starts a job. Refuses with a Problem that names the field, and then nothing is stored; once this
 * returns, the job is in the database and survives everything.
 */
export async function submitJob(
  body: unknown,
  keyId: string,
  idempotencyKey?: string,
): Promise<{ job: JobRow; replayed: boolean }> {
  const { workflow, ...request } = readRequest(body);
  const once = idempotencyKey ? { idempotencyKey, bodyHash: hashOf(request) } : undefined;
  const known = once && (await replay(keyId, once));
  if (known) return { job: known, replayed: true };
  const { input, media } = readInput(workflow, request);
  checkAddresses(request);
  const refs = await takeIn(media, keyId);
  for (const [i, { field, list }] of media.entries()) {
    input[field] = list ? refs.filter((_, j) => media[j]?.field === field) : refs[i];
  }
  const plan = await planJob(workflow, input, await expectedSeconds());
  const id = uuidv7();
  const { model, options, webhookUrl, s3Url, priority, metadata, cache } = request;
  const job = { id, keyId, model, priority, input, options, webhookUrl, s3Url, metadata, cache };
  try {
    await addJob({ ...job, plan: plan.calls, costEstimated: micros(plan.cost) }, once);
  } catch (error) {
    // Somebody used the same Idempotency-Key while we looked at the media: theirs is the job.
    const theirs = once && (await replay(keyId, once));
    if (theirs) return { job: theirs, replayed: true };
    throw error;
  }
  crashPoint("after-job");
  sendSoon(startEvent({ id, model, priority, starts: 1 }).id);
  const added = await findJob(id);
  if (!added) throw new Problem("internal", "The job could not be stored.");
  return { job: added, replayed: false };
}

const hashOf = (request: GenerateRequest) => createHash("sha256").update(JSON.stringify(request)).digest("hex");

async function replay(keyId: string, once: { idempotencyKey: string; bodyHash: string }): Promise<JobRow | undefined> {
  await forgetIdempotent(keyId, once.idempotencyKey);
  const known = await findIdempotent(keyId, once.idempotencyKey);
  if (!known) return undefined;
  if (known.bodyHash !== once.bodyHash) {
    throw new Problem("idempotency_mismatch", "This Idempotency-Key was used for another body. Use a new one.");
  }
  return findJob(known.jobId);
}

/** What can be known of the caller's addresses before anything is sent there. */
function checkAddresses({ webhookUrl, s3Url }: GenerateRequest): void {
  if (s3Url?.startsWith("s3:") && !s3Access()) {
    const detail = "s3:// addresses need S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY. Give a presigned PUT URL instead.";
    throw fieldProblem("invalid_request", "/s3Url", detail);
  }
  for (const [pointer, url] of [["/webhookUrl", webhookUrl] as const, ["/s3Url", s3Url] as const]) {
    if (!url || url.startsWith("s3:")) continue;
    try {
      checkAddress(url);
    } catch (error) {
      if (!(error instanceof SendError)) throw error;
      throw fieldProblem("invalid_request", pointer, `${error.message}.`);
    }
  }
}

/** Seconds per service: what its newest calls took, else what it says of itself. Asked once per service and job. */
async function expectedSeconds(): Promise<(service: string) => number> {
  const usual = new Map<string, number>();
  for (const { id } of allServices) {
    const seconds = await usualSeconds(id);
    if (seconds !== null) usual.set(id, seconds);
  }
  return (service) => usual.get(service) ?? serviceOf(service).typicalSeconds;
}
