"use client";

import { lazy, type ReactNode, Suspense } from "react";
import { useLocale, useTranslations } from "use-intl";
import { Picture } from "@/app/(studio)/_ui/picture";
import { Sound } from "@/app/(studio)/_ui/sound";
import { steadyUrl, thumbnailUrl } from "@/app/(studio)/_ui/stable-url";
import { jobLooks } from "@/app/(studio)/_ui/status-style";
import { langOf } from "@/app/(studio)/_ui/text-language";
import { filmOf, isPicture, isShown, latestOf, posterOfFilm, shapeOf } from "@/app/(studio)/jobs/job-picture";
import type { Job, Model, Output } from "@/lib/schemas/job";
import { CopyText } from "../_panels/copy-button";
import { hasStory } from "../_story/story-steps";
import { writtenBy } from "./result-text";
import { comparedIn, subtitleLanguage, subtitlesOf } from "./stage-files";
import { filmPlayer } from "./still-link";

/** Loaded on demand: few jobs make several pictures, or two videos to compare. */
const Gallery = lazy(() => import("./gallery"));
const Compare = lazy(() => import("./compare"));

type Props = { job: Job; model: Model | undefined; onBroken: () => void; children: ReactNode };

/** Whether there is something to see, hear or read; also of an earlier take if a later one failed. */
export const hasResult = (job: Job) => job.outputs.length > 0 || writtenBy(job) !== null;

/**
 * The big screen: the film; before it exists, the newest picture, dimmed, and over it `children`: how the job ended
 * without a result. The first picture decides the size, which then stays.
 */
export function Stage({ job, model, onBroken, children }: Props) {
  const t = useTranslations("job");
  const film = filmOf(job);
  const poster = film && posterOfFilm(film, job);
  const glow = poster ?? latestOf(job);
  const text = writtenBy(job);
  if (text) return <Written text={text} />;
  if (job.outputs.length > 0 && !job.outputs.some(isShown)) return null;
  return (
    <section aria-label={t("film")} className="relative isolate z-10">
      {glow && (
        <Picture
          src={thumbnailUrl(glow)}
          alt=""
          className="print:hidden forced-colors:hidden absolute inset-0 -z-10 size-full scale-105 object-cover opacity-(--glow) blur-3xl saturate-150"
        />
      )}
      <div
        className={`relative mx-auto grid max-h-[74vh] min-h-40 w-full overflow-clip rounded-3xl bg-black ring-1 ring-line ${children ? "max-sm:aspect-auto! max-sm:max-h-none" : ""}`}
        // A comparison needs the width of a small screen; what is around another film may be dark. Before a story is
        // painted there is nothing to see.
        style={
          glow || !hasStory(model)
            ? { aspectRatio: Math.max(shapeOf(job), model?.compare ? 9 / 16 : 4 / 3) }
            : undefined
        }
      >
        {glow && (
          <Picture
            src={thumbnailUrl(glow)}
            alt=""
            className="absolute inset-0 size-full scale-110 object-cover opacity-30 blur-2xl"
          />
        )}
        <Screen job={job} model={model} poster={poster ? largeOf(poster) : undefined} onBroken={onBroken} />
        {children && <div className="relative m-2 self-end sm:m-5">{children}</div>}
      </div>
    </section>
  );
}

/** On the big screen a picture is shown in full; a video only has its thumbnail. */
const largeOf = (poster: Output) => (isPicture(poster) ? steadyUrl(poster) : thumbnailUrl(poster));

type ScreenProps = Omit<Props, "children"> & { poster?: string };

function Screen({ job, model, poster, onBroken }: ScreenProps) {
  const t = useTranslations("job");
  const film = filmOf(job);
  const pictures = job.outputs.filter(isPicture);
  const [picture] = pictures;
  const sound = job.outputs.find((output) => output.type === "audio");
  const look = "absolute inset-0 size-full animate-appear object-contain";
  const compared = comparedIn(job, model);
  if (compared)
    return (
      <Suspense>
        <Compare {...compared} onBroken={onBroken} />
      </Suspense>
    );
  if (film)
    return (
      // biome-ignore lint/a11y/useMediaCaption: its track is there when the job has subtitles
      <video
        key={film.id}
        id={filmPlayer}
        src={steadyUrl(film)}
        poster={poster}
        controls
        playsInline
        preload="metadata"
        aria-label={t("film")}
        onError={onBroken}
        className={look}
      >
        <Subtitles job={job} film={film} />
      </video>
    );
  if (pictures.length > 1)
    return (
      <Suspense>
        <Gallery pictures={pictures} />
      </Suspense>
    );
  if (picture) return <Picture src={steadyUrl(picture)} alt={t("result")} className={look} />;
  if (sound) return <Sound src={steadyUrl(sound)} name={t("result")} />;
  return <Ahead job={job} />;
}

/** The film's subtitles, which the player's own menu turns on. */
function Subtitles({ job, film }: { job: Job; film: Output }) {
  const t = useTranslations("job");
  const locale = useLocale();
  const file = subtitlesOf(job, film);
  if (!file) return null;
  const language = subtitleLanguage(job, film);
  const spoken = language && new Intl.DisplayNames(locale, { type: "language" }).of(language);
  const label = [t("file.subtitles"), spoken].filter(Boolean).join(" · ");
  return <track key={file.id} kind="subtitles" src={steadyUrl(file)} srcLang={language} label={label} />;
}

function Ahead({ job }: { job: Job }) {
  const t = useTranslations("job");
  const latest = latestOf(job);
  const { ended } = jobLooks[job.status];
  const soFar = job.steps.findLast(({ preview }) => preview !== null)?.preview;
  return (
    <>
      {soFar && <Picture src={soFar} alt="" className="absolute inset-0 size-full object-contain opacity-80" />}
      {!soFar && latest && isPicture(latest) && (
        <Picture
          key={latest.id}
          src={steadyUrl(latest)}
          alt=""
          className="absolute inset-0 size-full animate-appear object-contain opacity-45"
        />
      )}
      {!ended && (
        <p className="absolute inset-x-0 bottom-0 bg-linear-to-t from-black/90 to-transparent px-6 pt-16 pb-5 text-center font-medium text-white">
          {t("waitingFilm")}
        </p>
      )}
    </>
  );
}

function Written({ text }: { text: string }) {
  const t = useTranslations("job");
  return (
    <section
      aria-label={t("result")}
      className="flex flex-col items-start gap-5 rounded-3xl bg-raised p-6 shadow-lift ring-1 ring-line sm:p-10"
    >
      <p lang={langOf(text)} className="max-w-prose text-lg whitespace-pre-line break-words">
        {text}
      </p>
      <CopyText text={() => text} label={t("copyText")} />
    </section>
  );
}
