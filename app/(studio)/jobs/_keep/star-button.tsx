"use client";

import { Star } from "lucide-react";
import { useTranslations } from "use-intl";
import type { Job } from "@/lib/schemas/job";
import { Tooltip } from "../../_ui/tooltip";
import { useKeep } from "./use-keep";

type Props = { job: Pick<Job, "id" | "starred">; onProblem: (sentence: string | null) => void };

export function StarButton({ job, onProblem }: Props) {
  const t = useTranslations("keep");
  const { change } = useKeep();
  const label = job.starred ? t("unstar") : t("star");
  return (
    <Tooltip text={label}>
      <button
        type="button"
        aria-label={label}
        aria-keyshortcuts="s"
        onClick={async () => onProblem(await change(job.id, { starred: !job.starred }))}
        className="grid size-9 place-items-center rounded-lg bg-black/70 text-white backdrop-blur hover:bg-black/85"
      >
        <Star aria-hidden className={`size-4 ${job.starred ? "fill-current" : ""}`} />
      </button>
    </Tooltip>
  );
}
