import { Clapperboard } from "lucide-react";
import type { JobSummary } from "@/lib/schemas/job-summary";
import { Picture } from "../_ui/picture";
import { steadyThumbnail } from "../_ui/stable-url";

type Props = { job: Pick<JobSummary, "poster">; className?: string };

/** The picture that represents a job, filling its frame. */
export function JobPoster({ job: { poster }, className = "" }: Props) {
  if (poster?.thumbnailUrl)
    return (
      <Picture
        src={steadyThumbnail(poster.id, poster.thumbnailUrl, poster)}
        alt=""
        loading="lazy"
        className={`size-full object-cover ${className}`}
      />
    );
  return (
    <span className="grid size-full place-items-center">
      <Clapperboard aria-hidden className="size-1/4 max-w-8 text-edge" strokeWidth={1.5} />
    </span>
  );
}
