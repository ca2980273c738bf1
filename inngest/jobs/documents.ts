import { type Call, hasSucceeded, isByHand } from "@/db/calls";
import type { JobRow } from "@/db/jobs";
import type { JobDocument } from "../define-workflow";
import { findWorkflow } from "../registry";
import { currentCallsOf } from "./takes";

/** `step`: null where the caller named it. `markdown`: the document for people. */
export type ReadDocument = {
  key: string;
  step: string | null;
  byHand: boolean;
  provider: string | null;
  document: object;
  markdown: string;
};

/** The documents of a job that the API returns, as its recipe uses them; those that do not exist yet are left out. */
export function documentsOf(job: JobRow, calls: Call[]): ReadDocument[] {
  const current = currentCallsOf(job, calls);
  const textOf = (key: string): string | null => {
    const call = current.get(key);
    const text = call && hasSucceeded(call) ? call.output?.text : null;
    return typeof text === "string" ? text : null;
  };
  const kinds: Record<string, JobDocument> = findWorkflow(job.model)?.documents ?? {};
  return Object.entries(kinds).flatMap(([key, { given, read, print }]): ReadDocument[] => {
    if (!print) return [];
    const named = given?.(job.input);
    if (named) {
      const markdown = print(named, job.input);
      return [{ ...{ key, step: null, byHand: false, provider: null }, document: named, markdown }];
    }
    const [call, text] = [current.get(key), textOf(key)];
    const document = text === null ? null : read(text, { input: job.input, textOf });
    if (!call || !document) return [];
    const { entry: provider } = call;
    return [{ key, step: key, byHand: isByHand(call), provider, document, markdown: print(document, job.input) }];
  });
}

/** The documents that jobs of a model can have. */
export function documentKeys(model: string): string[] {
  const kinds: Record<string, JobDocument> = findWorkflow(model)?.documents ?? {};
  return Object.entries(kinds).flatMap(([key, { print }]) => (print ? [key] : []));
}
