import { capitalised } from "@/app/(studio)/make/schema-form";
import type { Job } from "@/lib/schemas/job";

/** The texts and numbers of a result that has files as well, by the names of their fields. */
export function valuesBeside({ outputs, result }: Job): { name: string; text: string }[] {
  if (outputs.length === 0 || typeof result !== "object" || result === null) return [];
  return Object.entries(result).flatMap(([name, value]) => {
    const isPlain = typeof value === "number" || (typeof value === "string" && !value.startsWith("asset:"));
    return isPlain && value !== "" ? [{ name: capitalised(name), text: String(value) }] : [];
  });
}

/** The answer of a model that writes text; null when the answer is media or not there yet. */
export function writtenBy(job: Job): string | null {
  if (job.outputs.length > 0 || job.result === null || job.result === undefined) return null;
  if (typeof job.result === "string") return job.result;
  if (typeof job.result !== "object") return String(job.result);
  const texts = Object.values(job.result).filter((value) => typeof value === "string" && value !== "");
  return texts.length > 0 ? texts.join("\n\n") : JSON.stringify(job.result, null, 2);
}
