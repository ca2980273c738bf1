import { Download } from "lucide-react";
import { useTranslations } from "use-intl";
import { useStepName } from "@/app/(studio)/_i18n/step-names";
import { FileButton } from "@/app/(studio)/_ui/button";
import { FileCard, useFileFacts } from "@/app/(studio)/_ui/file-card";
import { Picture } from "@/app/(studio)/_ui/picture";
import { useSaving } from "@/app/(studio)/_ui/saved-by-job";
import { Sound } from "@/app/(studio)/_ui/sound";
import { steadyUrl, thumbnailUrl } from "@/app/(studio)/_ui/stable-url";
import { langOf } from "@/app/(studio)/_ui/text-language";
import { filmOf, isPicture, isShown } from "@/app/(studio)/jobs/job-picture";
import { UseIn } from "@/app/(studio)/library/use-in";
import type { Job, Output } from "@/lib/schemas/job";
import { valuesBeside } from "./result-text";

type Props = { job: Job; files: Output[] };

/** The parts of a result that the stage does not show: `files` to see and to download, and its texts and numbers. */
export default function ResultFiles({ job, files }: Props) {
  const t = useTranslations("job");
  const nameOf = useFileName(job);
  const values = valuesBeside(job);
  const seen = files.filter((output) => isShown(output) && output.type !== "image");
  const others = files.filter((output) => !seen.includes(output));
  if (files.length === 0 && values.length === 0) return null;
  return (
    <section aria-label={t("resultFiles")} className="flex flex-col gap-3">
      {seen.length > 0 && (
        <ul className={`grid items-start gap-3 ${seen.length > 1 ? "sm:grid-cols-2" : "sm:max-w-md"}`}>
          {seen.map((output) => (
            <li key={output.id} className="min-w-0">
              <MediaCard output={output} name={nameOf(output)} />
            </li>
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <ul className={`grid gap-3 ${others.length > 1 ? "xl:grid-cols-2" : ""}`}>
          {others.map((output) => (
            <li key={output.id} className="min-w-0">
              <FileCard output={output} name={nameOf(output)} />
            </li>
          ))}
        </ul>
      )}
      {values.length > 0 && (
        <dl className="flex flex-col gap-2 rounded-2xl bg-raised p-4 text-sm ring-1 ring-line">
          {values.map(({ name, text }) => (
            <div key={name} className="flex flex-wrap justify-between gap-x-4">
              <dt className="text-faint">{name}</dt>
              <dd lang={langOf(text)} className="break-words whitespace-pre-line">
                {text}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

const shapes = [
  { name: "square", ratio: 1 },
  { name: "tall", ratio: 9 / 16 },
  { name: "wide", ratio: 16 / 9 },
] as const;

const shapeOf = ({ width, height }: Output) =>
  shapes.find(({ ratio }) => width && height && Math.abs(width / height / ratio - 1) < 0.01)?.name;

/** Fields that often hold a further file of the same step. */
const fields = ["thumbnail", "subtitles", "srt", "preview"] as const;

/**
 * For a film in a further shape, the shape; for a file beside another one of its step, what it is; else the title of the
 * step that made it.
 */
function useFileName(job: Job): (output: Output) => string {
  const t = useTranslations("job");
  const stepName = useStepName();
  const film = filmOf(job);
  return (output) => {
    const shape = output.type === "video" && film ? shapeOf(output) : undefined;
    if (shape && film && shape !== shapeOf(film)) return t(`shape.${shape}`);
    const isAlone = job.outputs.every(({ id, step }) => id === output.id || step !== output.step);
    const field = isAlone ? undefined : fields.find((one) => one === output.field);
    if (field) return t(`file.${field}`);
    return output.step ? stepName(output.step) : t("result");
  };
}

function MediaCard({ output, name }: { output: Output; name: string }) {
  const t = useTranslations("job");
  const facts = useFileFacts();
  const { saveUrl } = useSaving();
  return (
    <figure className="flex flex-col overflow-hidden rounded-2xl bg-raised ring-1 ring-line">
      <Preview output={output} name={name} />
      <figcaption className="flex items-center gap-3 p-3 pl-4">
        <span className="flex min-w-0 flex-1 flex-col">
          <span className="truncate font-medium">{name}</span>
          <span className="text-sm text-pretty text-faint tabular-nums">{facts(output)}</span>
        </span>
        <UseIn file={output} name={name} />
        <FileButton
          href={saveUrl(output, name)}
          download
          aria-label={t("saveOne", { name })}
          size="small"
          className="shrink-0"
        >
          <Download aria-hidden />
          {t("save")}
        </FileButton>
      </figcaption>
    </figure>
  );
}

function Preview({ output, name }: { output: Output; name: string }) {
  if (output.type === "audio")
    return (
      <div className="relative h-20 bg-sunken">
        <Sound src={steadyUrl(output)} name={name} />
      </div>
    );
  const look = "absolute inset-0 size-full object-contain";
  return (
    <div className="relative aspect-video bg-black">
      {isPicture(output) ? (
        <Moving output={output} name={name} className={look} />
      ) : (
        // biome-ignore lint/a11y/useMediaCaption: a film made here has no captions
        <video
          src={steadyUrl(output)}
          poster={thumbnailUrl(output)}
          aria-label={name}
          controls
          playsInline
          preload="none"
          className={look}
        />
      )}
    </div>
  );
}

/** A GIF, or its first frame for people who want no motion. */
function Moving({ output, name, className }: { output: Output; name: string; className: string }) {
  return (
    <picture>
      <source media="(prefers-reduced-motion: reduce)" srcSet={thumbnailUrl(output)} />
      <Picture src={steadyUrl(output)} alt={name} className={className} />
    </picture>
  );
}
