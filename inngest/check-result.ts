import type { StepOverride } from "@/db/schema";
import { env, serviceTimeout } from "@/lib/env";
import { mediaValues } from "@/lib/media/field";
import type { JobWarning, MediaType, Quality } from "@/lib/schemas/job";
import { qualityCheck } from "@/lib/services";
import { writtenKey } from "@/lib/step-key";
import { withCut } from "./cut-call";
import { type AnyWorkflow, CallFailed, type CallService, type Review } from "./define-workflow";
import { withParts } from "./run-part";

/** The check of a job's result: the last call of every workflow, made here, so that no recipe names it. */

export const checkKey = "check";

/** A workflow whose result is checked, with the titles of that step. */
export function withCheck(workflow: AnyWorkflow): AnyWorkflow {
  const { model, steps, zh } = workflow;
  if (checkKey in steps) throw new Error(`${model}: the step "${checkKey}" is the check of the result. Rename it.`);
  return {
    ...workflow,
    isChecked: true,
    steps: { ...steps, [checkKey]: "Check the result" },
    zh: zh && { ...zh, steps: { ...zh.steps, [checkKey]: "检查成品" } },
  };
}

/** Whether a job's result is checked if its request does not say. */
export const usualQuality = (): Quality => (env().CHECK_RESULTS ? "on" : "off");

type Made = { url: string; type: MediaType; step: string };
/** `secondsOf`: the length of a stored film; null for a picture and for a file that does not exist yet. */
type Functions = { call: CallService; review: Review; secondsOf(url: string): Promise<number | null> };
type Output = Record<string, unknown>;

/**
 * Runs a recipe with a person's cut, if there is one, then checks its result. A fault of the result or of the check becomes
 * a warning.
 */
export async function runRecipe(
  workflow: AnyWorkflow,
  { input, quality, changes }: { input: Output; quality: Quality; changes: Record<string, StepOverride> },
  { call, review, secondsOf }: Functions,
): Promise<{ output: Output; warnings: JobWarning[] }> {
  const made: Made[] = [];
  const noted: CallService = async (key, service, given, options) => {
    const output = await call(key, service, given, options);
    for (const { url, type } of mediaValues(service.output, output)) made.push({ url, type, step: writtenKey(key) });
    return output;
  };
  const isChecked = workflow.isChecked === true && quality === "on";
  const cutting = withCut(workflow, changes, isChecked ? noted : call);
  const output: Output = await workflow.run({ input, ...withParts({ call: cutting.call, review }) });
  const cut = cutting.after();
  const warnings = cut?.warnings ?? [];
  const result = isChecked ? resultIn(output, made) : undefined;
  if (!result) return { output, warnings };
  try {
    const expected = cut?.expected ?? workflow.expects?.(input, output) ?? {};
    const asked = { ...expected, [result.type]: result.url };
    const within = secondsFor(await secondsOf(result.url));
    const { metrics } = await call(checkKey, qualityCheck, asked, { within });
    return { output, warnings: [...warnings, ...metrics.flatMap((metric) => warningOf(metric, result.step))] };
  } catch (error) {
    return { output, warnings: [...warnings, notChecked(error, result.step)] };
  }
}

/** The first video that a call of the recipe made, else the first picture. */
function resultIn(output: Output, made: readonly Made[]): Made | undefined {
  const named = stringsIn(output).flatMap((text) => made.findLast(({ url }) => url === text) ?? []);
  return named.find(({ type }) => type === "video") ?? named.find(({ type }) => type === "image");
}

function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return value && typeof value === "object" ? Object.values(value).flatMap(stringsIn) : [];
}

/** Seconds that a finished result waits for its check at most: a long film takes longer to decode. */
const secondsFor = (ofFilm: number | null) =>
  Math.ceil(Math.min(serviceTimeout(qualityCheck), 60 + 2 * (ofFilm ?? 10)));

type Metric = (typeof qualityCheck.example.metrics)[number];

function warningOf({ name, value, verdict, says }: Metric, step: string): JobWarning[] {
  if (verdict === "ok") return [];
  const code = verdict === "failed" ? "quality_failed" : "quality_low";
  return [{ code, step, message: says, metric: name, value }];
}

/** Other errors than a call's are faults of the app: their words are for the log. */
function notChecked(error: unknown, step: string): JobWarning {
  const why =
    error instanceof CallFailed ? error.message : "An internal error occurred; details are in the server log.";
  return { code: "not_checked", step, message: `The result was not checked. ${why}`, metric: null, value: null };
}
