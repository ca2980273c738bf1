import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { isReusable } from "@/db/calls";
import type { JobRow } from "@/db/jobs";
import type { Key } from "@/db/keys";
import type { StepOverride } from "@/db/schema";
import type { AnyService } from "@/lib/define-service";
import { type FieldError, Problem } from "@/lib/errors";
import { isListField, mediaTypeOf, mediaValues } from "@/lib/media/field";
import { isTerminal, type Quote } from "@/lib/schemas/job";
import { goesOn } from "@/lib/schemas/retake";
import { fieldErrors, pointer } from "@/lib/schemas/validation";
import { ingestInputs } from "../assets/ingest-inputs";
import { takeHash } from "../calls/ledger";
import type { JobDocument } from "../define-workflow";
import { findWorkflow, serviceOf } from "../registry";
import { priceOfJob } from "./remaining-quote";
import { emptyQuote, endedStep, holdsBack, type Next, quoteNext, refused, restartJob, wayToChoose } from "./retake";

/** A step's result that a person gives in place of its service's. */
export const stepEdit = z.strictObject({
  output: z.record(z.string(), z.unknown()),
  continue: goesOn,
});
export type StepEdit = z.infer<typeof stepEdit>;

/**
 * Gives a step a result by hand: a take that is free and chosen at once. Dependent steps are then out of date, or run
 * again at once, as after a re-take. The same edit again changes nothing. Throws a Problem that names the field.
 */
export async function editStep(job: JobRow, step: string, edit: StepEdit, key: Key): Promise<JobRow> {
  const next = await edited(job, step, edit);
  return next ? restartJob(job, next, key) : job;
}

/** The quote of an edit; refused like the edit. */
export async function quoteEdit(job: JobRow, step: string, edit: StepEdit): Promise<Quote> {
  const next = await edited(job, step, edit);
  return next ? quoteNext(job, next) : emptyQuote(job);
}

/** Null when the step has this result already. */
async function edited(job: JobRow, step: string, edit: StepEdit): Promise<Next | null> {
  if (job.status === "cancelled" || job.status === "cancelling") {
    throw new Problem("conflict", "The job was cancelled. Retry it, and edit the step when the job has ended.");
  }
  if (!isTerminal(job.status) && (await isBeingUsed(job, step, edit))) return null;
  const { call: newest, takes, rows } = await endedStep(job, step);
  const only = holdsBack(job, edit.continue) ? [] : null;
  // A film by hand is not cut: it replaces what the workflow's own service made.
  const call = newest.change?.cut ? (takes.findLast((take) => !take.call.change?.cut)?.call ?? newest) : newest;
  const service = serviceOf(call.service);
  const output = await readEdit(job, step, service, edit.output);
  const { cut: _, candidates: __, ...changed } = job.changes[step] ?? {};
  const change: StepOverride = { input: {}, ...changed, service: service.id, output };
  const hash = await takeHash(service, { ...call, change });
  const same = takes.find((take) => take.call.requestHash === hash);
  if (same && isReusable(same.call)) {
    if (same.chosen && !job.plan.some((planned) => planned.key === step && planned.outOfDate)) return null;
    const way = wayToChoose(job, step, same.number);
    const detail = `Take ${same.number} of "${step}" already has this result. Choose it: ${way}.`;
    throw new Problem("conflict", detail, { take: same.number });
  }
  const next = { changes: { ...job.changes, [step]: change }, rows, only };
  const { refusal } = await priceOfJob(job, next);
  if (refusal?.unusable === step) throw refused([{ pointer: "/output", detail: refusal.message }]);
  return next;
}

/** Whether a continuing job received this result already: a caller repeats a request whose response was lost. */
async function isBeingUsed(job: JobRow, step: string, edit: StepEdit): Promise<boolean> {
  const { output, service } = job.changes[step] ?? {};
  return (
    output !== undefined &&
    service !== undefined &&
    isDeepStrictEqual(await readEdit(job, step, serviceOf(service), edit.output), output)
  );
}

/** A document of the workflow, or the result of the step's service. */
function readEdit(job: JobRow, step: string, service: AnyService, output: Record<string, unknown>) {
  const document = findWorkflow(job.model)?.documents?.[step];
  return document ? readDocument(document, job.input, output) : readOutput(service, output, job.keyId);
}

/** The text for a document that a person wrote: as its fields, or as `text` with its JSON. Every error names its field. */
function readDocument(document: JobDocument, input: JobRow["input"], output: Record<string, unknown>) {
  const isText = typeof output.text === "string" && Object.keys(output).length === 1;
  const at = isText ? ["output", "text"] : ["output"];
  const { data, error } = document.schema(input).safeParse(isText ? jsonOf(output.text) : output);
  if (data) return { text: document.write(data) };
  throw refused(fieldErrors(error, (path) => pointer([...at, ...path])));
}

function jsonOf(text: unknown): unknown {
  try {
    const { by_hand: _, ...value } = Object(JSON.parse(String(text)));
    return value;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refused([{ pointer: "/output/text", detail: `It is no JSON: ${reason.slice(0, 200)}` }]);
  }
}

/** Fills an omitted list of files with the single file of its kind: `images` with `image`. */
function withLists({ output: { shape } }: AnyService, output: Record<string, unknown>): Record<string, unknown> {
  const filled = { ...output };
  for (const [field, schema] of Object.entries<AnyService["output"]["shape"][string]>(shape)) {
    const type = mediaTypeOf(schema);
    if (!type || field in output || !isListField(schema)) continue;
    const single = Object.keys(output).filter(
      (other) => other in shape && mediaTypeOf(shape[other]) === type && !isListField(shape[other]),
    );
    filled[field] = single.map((other) => output[other]);
  }
  return filled;
}

/** Parses the result like the service's own, with media files of this key. Every error names its field. */
async function readOutput(service: AnyService, output: Record<string, unknown>, keyId: string) {
  const unknown = Object.keys(output).filter((field) => !Object.hasOwn(service.output.shape, field));
  const fields = Object.keys(service.output.shape).join(", ");
  const errors: FieldError[] = unknown.map((field) => ({
    pointer: `/output/${field.slice(0, 100)}`,
    detail: `The result of ${service.id} has no field of this name; it has: ${fields}.`,
  }));
  const parsed = service.output.safeParse(withLists(service, output));
  for (const { path, message } of errors.length === 0 ? (parsed.error?.issues ?? []) : []) {
    errors.push({ pointer: `/output/${path.join("/")}`, detail: message });
  }
  if (errors.length > 0 || !parsed.data) throw refused(errors);
  const media = mediaValues(service.output, parsed.data).map(({ field, ...file }) => ({
    ...file,
    pointer: `/output/${field}`,
  }));
  for (const { url, pointer } of media) {
    const detail = "Give `asset:<id>` of an upload: POST /v1/uploads.";
    if (!url.startsWith("asset:")) throw refused([{ pointer, detail }]);
  }
  await ingestInputs(media, keyId, async () => {});
  return parsed.data;
}
