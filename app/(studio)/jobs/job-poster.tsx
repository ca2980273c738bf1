import { Clapperboard } from "lucide-react";
import type { Job } from "@/lib/schemas/job";
import { Picture } from "../_ui/picture";
import { thumbnailUrl } from "../_ui/stable-url";
import { posterOf } from "./job-picture";

/** The picture that represents a job, filling its frame. */
export function JobPoster({ job, className = "" }: { job: Job; className?: string }) {
  const poster = posterOf(job);
  if (poster)
    return (
      <Picture src={thumbnailUrl(poster)} alt="" loading="lazy" className={`size-full object-cover ${className}`} />
    );
  return (
    <span className="grid size-full place-items-center">
      <Clapperboard aria-hidden className="size-1/4 max-w-8 text-edge" strokeWidth={1.5} />
    </span>
  );
}
