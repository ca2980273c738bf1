"use client";

import type { Job } from "@/lib/job";
import { jobWords } from "../../status-words";
import { steadyUrl } from "../../steady-url";
import { Picture } from "../../ui/picture";
import { Sound } from "../../ui/sound";
import { langOf } from "../../ui/text-language";
import { words } from "../../words";
import { filmOf, latestOf, posterOf, shapeOf } from "../job-picture";
import { writtenBy } from "./result-text";

/** The big screen: the film; before it, the newest picture, dimmed. Its size is settled by the first picture and stays. */
export function Stage({ job, onBroken }: { job: Job; onBroken: () => void }) {
  const poster = posterOf(job);
  const glow = filmOf(job) ? poster : latestOf(job);
  const text = writtenBy(job);
  if (text) return <Written text={text} />;
  return (
    <section aria-label={words.job.film} className="relative isolate">
      {glow?.type === "image" && (
        <Picture
          src={steadyUrl(glow)}
          alt=""
          className="absolute inset-0 -z-10 size-full scale-105 object-cover opacity-(--glow) blur-3xl saturate-150"
        />
      )}
      <div
        className="relative mx-auto max-h-[74vh] w-full overflow-hidden rounded-3xl bg-black ring-1 ring-line"
        style={{ aspectRatio: Math.max(shapeOf(job), 4 / 3) }}
      >
        {glow?.type === "image" && (
          <Picture
            src={steadyUrl(glow)}
            alt=""
            className="absolute inset-0 size-full scale-110 object-cover opacity-30 blur-2xl"
          />
        )}
        <Screen job={job} poster={poster ? steadyUrl(poster) : undefined} onBroken={onBroken} />
      </div>
    </section>
  );
}

function Screen({ job, poster, onBroken }: { job: Job; poster?: string; onBroken: () => void }) {
  const film = filmOf(job);
  const picture = job.outputs.findLast((output) => output.type === "image");
  const sound = job.outputs.findLast((output) => output.type === "audio");
  if (film)
    return (
      // biome-ignore lint/a11y/useMediaCaption: a film made here has no captions
      <video
        key={film.id}
        src={steadyUrl(film)}
        poster={poster}
        controls
        playsInline
        preload="metadata"
        aria-label={words.job.film}
        onError={onBroken}
        className="relative size-full animate-appear object-contain"
      />
    );
  if (picture)
    return (
      <Picture
        src={steadyUrl(picture)}
        alt={words.job.result}
        className="relative size-full animate-appear object-contain"
      />
    );
  if (sound) return <Sound src={steadyUrl(sound)} name={words.job.result} />;
  return <Ahead job={job} />;
}

function Ahead({ job }: { job: Job }) {
  const latest = latestOf(job);
  const { ended } = jobWords[job.status];
  return (
    <>
      {latest?.type === "image" && (
        <Picture
          key={latest.id}
          src={steadyUrl(latest)}
          alt=""
          className="absolute inset-0 size-full animate-appear object-contain opacity-45"
        />
      )}
      <p className="absolute inset-x-0 bottom-0 bg-linear-to-t from-black/90 to-transparent px-6 pt-16 pb-5 text-center font-medium text-white">
        {ended ? words.job.noFilm : words.job.waitingFilm}
      </p>
    </>
  );
}

function Written({ text }: { text: string }) {
  return (
    <section aria-label={words.job.result} className="rounded-3xl bg-raised p-6 shadow-lift ring-1 ring-line sm:p-10">
      <p lang={langOf(text)} className="max-w-prose text-lg whitespace-pre-line break-words">
        {text}
      </p>
    </section>
  );
}
