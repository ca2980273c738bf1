import type { Asset } from "@/db/assets";
import type { Call } from "@/db/calls";
import type { JobRow } from "@/db/jobs";
import { assetsIn } from "@/inngest/jobs/export-output";
import { takesOf } from "@/inngest/jobs/takes";
import { findWorkflow } from "@/inngest/registry";
import { stepTitle } from "@/inngest/step-titles";

/** A file of a job and its name in the archive. */
export type Entry = { name: string; asset: Asset };

/**
 * Every file of a job, each once, under names that sort in the order of the steps: `input-1.jpg`,
 * `scene-1-keyframe.jpg`, `join-the-film.mp4`. Takes that were not chosen: `scene-1-keyframe-take-1.jpg`. Uploads for the
 * cut: `join-the-film-input-1.mp3`. Removed files are left out.
 */
export function entriesOf(job: JobRow, calls: Call[], assets: Map<string, Asset>): Entry[] {
  const entries = new Map<string, Entry>();
  const taken = new Set(["manifest.json", "report.md", "film.otio"]);
  const add = (ids: string[], base: string, numbered: boolean) => {
    const found = ids.flatMap((id) => assets.get(id) ?? []).filter(({ id }) => !entries.has(id));
    for (const [i, asset] of found.entries()) {
      const first = numbered || found.length > 1 ? `${base}-${i + 1}` : base;
      entries.set(asset.id, { asset, name: freeName(first, asset.extension, taken) });
    }
  };
  add(assetsIn(job.input), "input", true);
  const takes = [...takesOf(calls)].flatMap(([key, ofStep]) => {
    const step = fileName(stepTitle(job.model, key));
    return ofStep.map((take) => ({ key, step, ...take }));
  });
  for (const { step, call } of takes.filter(({ chosen }) => chosen)) add(assetsIn(call.output), step, false);
  for (const { step, call, number } of takes) add(assetsIn(call.output), `${step}-take-${number}`, false);
  const film = takes.find(({ key, chosen }) => chosen && key === findWorkflow(job.model)?.cut?.film);
  if (film) add(assetsIn(film.call.input), `${film.step}-input`, true);
  add(assetsIn(job.output), "result", false);
  return [...entries.values()];
}

/** A step's title as a file name: letters and digits of any script, single hyphens between them. */
export function fileName(title: string): string {
  const words = title.normalize("NFC").match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return [...words.join("-").toLowerCase()].slice(0, 60).join("") || "step";
}

/** The first free name, also on file systems that ignore case. */
function freeName(base: string, extension: string, taken: Set<string>): string {
  for (let i = 1; ; i++) {
    const name = i === 1 ? `${base}.${extension}` : `${base}-${i}.${extension}`;
    if (taken.has(name.toLowerCase())) continue;
    taken.add(name.toLowerCase());
    return name;
  }
}
