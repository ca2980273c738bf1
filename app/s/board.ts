import { type Asset, findAssets } from "@/db/assets";
import { callsOf } from "@/db/calls";
import type { JobRow } from "@/db/jobs";
import { documentsOf } from "@/inngest/jobs/documents";
import { findWorkflow } from "@/inngest/registry";
import { titleOf } from "@/lib/step-key";
import { storyboard as storyboardSchema } from "@/lib/story/schemas";
import { hasPicture } from "@/server/api/serializers/asset";
import { presentJob } from "@/server/api/serializers/job";
import type { Language } from "../(studio)/_i18n/languages";
import { storyboard } from "../(studio)/jobs/[id]/_panels/storyboard";

export type SharedShot = { title: string; words: string; name: string; picture: Asset };

/** The shots of a job that have a picture, with what they show or say. */
export async function sharedShots(job: JobRow, language: Language): Promise<SharedShot[]> {
  const [shown, calls] = await Promise.all([presentJob(job), callsOf([job.id])]);
  const workflow = findWorkflow(job.model);
  const titles = { ...workflow?.steps, ...(language !== "en" && workflow?.[language]?.steps) };
  const sections = storyboard(shown, undefined, (key) => titleOf(titles, key)).filter(({ grouped }) => grouped);
  const ids = sections.flatMap(({ shots }) => shots.flatMap(({ step }) => step?.outputs.map(({ id }) => id) ?? []));
  const assets = await findAssets(ids);
  const written = documentsOf(job, calls).find(({ key }) => key === "storyboard");
  const board = storyboardSchema.safeParse(written?.document).data;
  return sections.flatMap(({ title, text, shots }, i) => {
    const made = shots.flatMap(({ step }) => step?.outputs.flatMap(({ id }) => assets.get(id) ?? []) ?? []);
    const picture = made.find(hasPicture);
    const shot = board?.shots[i];
    const words = shot ? [shot.description, shot.dialogue && `“${shot.dialogue}”`].filter(Boolean).join("\n") : text;
    return picture ? [{ title, words: words ?? "", name: `shot-${i + 1}.webp`, picture }] : [];
  });
}
