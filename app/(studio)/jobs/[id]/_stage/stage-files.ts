import { langOf } from "@/app/(studio)/_ui/text-language";
import { filmOf, isPicture } from "@/app/(studio)/jobs/job-picture";
import { titleIn } from "@/lib/job-title";
import type { Job, Model, Output } from "@/lib/schemas/job";

/** The videos that the stage shows over each other, where the model names them and the job has both. */
export function comparedIn({ outputs }: Job, model: Model | undefined): { before: Output; after: Output } | null {
  const find = (field: string | undefined) =>
    outputs.find((output) => output.type === "video" && output.field === field);
  const [before, after] = [find(model?.compare?.before), find(model?.compare?.after)];
  return before && after ? { before, after } : null;
}

/** The subtitles of the film, as players read them: of the result, else of the step that made the film. */
export function subtitlesOf(job: Job, film: Output): Output | null {
  const isVtt = ({ contentType }: Output) => contentType === "text/vtt";
  const maker = job.steps.find(({ key }) => key === film.step);
  return job.outputs.find(isVtt) ?? maker?.outputs.find(isVtt) ?? null;
}

/** The language of a film's subtitles, read from the texts of its cut or from what it is about. */
export function subtitleLanguage(job: Job, film: Output): string | undefined {
  const cut = job.steps.find(({ key }) => key === film.step)?.takes.find(({ chosen }) => chosen)?.cut;
  const spoken = [...(cut?.shots ?? []), ...(cut?.subtitles ?? [])].map(({ text }) => text ?? "").join(" ");
  return langOf(spoken) || langOf(titleIn({ title: null, options: job.options }) ?? "") || undefined;
}

/** The files of a result that the stage shows: two videos, the film, all pictures, or the sound. */
export function stageFiles(job: Job, model: Model | undefined): Output[] {
  const compared = comparedIn(job, model);
  if (compared) return [compared.after, compared.before];
  const film = filmOf(job);
  if (film) return [film];
  const pictures = job.outputs.filter(isPicture);
  const sound = job.outputs.find(({ type }) => type === "audio");
  return pictures.length > 0 ? pictures : sound ? [sound] : [];
}
