"use client";

import { RefreshCw } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { jobLooks } from "@/app/(studio)/_ui/status-style";
import type { Job } from "@/lib/schemas/job";
import type { Scene } from "../_stage/scenes";

/** Loaded on demand, because it is rare. */
const SceneTakesWindow = lazy(() => import("./scene-takes-window"));

type Props = { scene: Scene; job: Job; onDone: () => void };

/** Re-takes of any step of a shot, from its card, once the job has ended or waits for a review. */
export function SceneTakes({ scene, job, onDone }: Props) {
  const t = useTranslations("watch");
  const [isWanted, setWanted] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const isStill = jobLooks[job.status].ended || job.status === "awaiting_review";
  const steps = scene.shots.flatMap(({ part, step }) => (step?.startedAt ? [{ part, step }] : []));
  if (isWanted && !isStill) setWanted(false); // so that it does not open again when the job ends
  if (!isStill || steps.length === 0) return null;
  return (
    <>
      <button
        ref={opener}
        type="button"
        aria-haspopup="dialog"
        aria-label={t("retake", { title: scene.title })}
        onClick={() => setWanted(true)}
        className="grid size-7 shrink-0 place-items-center rounded-lg text-soft hover:bg-sunken hover:text-ink"
      >
        <RefreshCw aria-hidden className="size-4" />
      </button>
      {isWanted && (
        <Suspense>
          <SceneTakesWindow
            title={scene.title}
            steps={steps}
            job={job}
            opener={opener}
            onClose={() => setWanted(false)}
            onDone={onDone}
          />
        </Suspense>
      )}
    </>
  );
}
