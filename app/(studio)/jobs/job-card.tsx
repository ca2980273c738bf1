import { Clapperboard } from "lucide-react";
import Link from "next/link";
import type { Job, Model } from "@/lib/job";
import { jobWords } from "../status-words";
import { steadyUrl } from "../steady-url";
import { ago, clock } from "../time-words";
import { Picture } from "../ui/picture";
import { ProgressBar } from "../ui/progress-bar";
import { StatusBadge } from "../ui/status-badge";
import { langOf } from "../ui/text-language";
import { words } from "../words";
import { filmOf, jobTitle, posterOf } from "./job-picture";

export function JobCard({ job, model, now }: { job: Job; model: Model | undefined; now: number }) {
  const { label, tone, ended } = jobWords[job.status];
  const title = jobTitle(job, model);
  const length = filmOf(job)?.duration;
  return (
    <Link href={`/jobs/${job.id}`} className="group flex flex-col gap-2.5 rounded-2xl">
      <span className="relative block aspect-4/3 overflow-hidden rounded-2xl bg-sunken ring-1 ring-line">
        <Poster job={job} />
        <StatusBadge tone={tone} label={label} className="absolute top-2 left-2 shadow-sm" />
        {length && (
          <span className="absolute right-2 bottom-2 rounded-md bg-black/75 px-1.5 text-xs font-medium text-white tabular-nums">
            {clock(length)}
          </span>
        )}
        {!ended && (
          <ProgressBar
            value={job.progress.value}
            label={words.job.progress}
            className="absolute inset-x-0 bottom-0 h-1 rounded-none"
          />
        )}
      </span>
      <span className="flex min-w-0 flex-col px-0.5">
        <span lang={langOf(title)} className="truncate font-medium group-hover:underline underline-offset-4">
          {title}
        </span>
        <span className="flex gap-1.5 text-sm text-faint">
          <span className="hidden truncate sm:inline">{model?.title ?? job.model}</span>
          <span aria-hidden className="hidden sm:inline">
            ·
          </span>
          <span className="shrink-0">{ago(job.createdAt, now)}</span>
        </span>
      </span>
    </Link>
  );
}

function Poster({ job }: { job: Job }) {
  const poster = posterOf(job);
  const look = "size-full object-cover transition duration-500 motion-reduce:transition-none group-hover:scale-[1.03]";
  if (poster?.type === "image") return <Picture src={steadyUrl(poster)} alt="" loading="lazy" className={look} />;
  if (poster?.type === "video")
    return <video src={steadyUrl(poster)} muted playsInline preload="metadata" tabIndex={-1} className={look} />;
  return (
    <span className="grid size-full place-items-center">
      <Clapperboard aria-hidden className="size-8 text-edge" strokeWidth={1.5} />
    </span>
  );
}
