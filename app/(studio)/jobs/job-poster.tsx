import { Clapperboard } from "lucide-react";
import type { Job } from "@/lib/job";
import { steadyUrl } from "../steady-url";
import { Picture } from "../ui/picture";
import { posterOf } from "./job-picture";

/** The picture that stands for a job, filling its frame. */
export function JobPoster({ job, className = "" }: { job: Job; className?: string }) {
  const poster = posterOf(job);
  const look = `size-full object-cover ${className}`;
  if (poster?.type === "image") return <Picture src={steadyUrl(poster)} alt="" loading="lazy" className={look} />;
  if (poster?.type === "video")
    return <video src={steadyUrl(poster)} muted playsInline preload="metadata" tabIndex={-1} className={look} />;
  return (
    <span className="grid size-full place-items-center">
      <Clapperboard aria-hidden className="size-1/4 max-w-8 text-edge" strokeWidth={1.5} />
    </span>
  );
}
