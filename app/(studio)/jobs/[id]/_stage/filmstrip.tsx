"use client";

import { ListChecks } from "lucide-react";
import { type CSSProperties, lazy, Suspense, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { useNow } from "@/app/(studio)/_data/server-time";
import { Button } from "@/app/(studio)/_ui/button";
import { jobLooks } from "@/app/(studio)/_ui/status-style";
import { shapeOf } from "@/app/(studio)/jobs/job-picture";
import type { Job } from "@/lib/schemas/job";
import { SceneCard } from "./scene-card";
import { gridOf, type Scene, type Seen, seenIn } from "./scenes";

/** Loaded when a person wants to re-take several shots. */
const SeveralTakes = lazy(() => import("../_takes/several-takes"));

/** `small`: below the finished film. */
type Props = { scenes: Scene[]; job: Job; small?: boolean; onDone: () => void };

/**
 * All shots of a film side by side: while it is made this is the stage, and its cards fill with keyframes and clips.
 * Below the finished film they are small.
 */
export function Filmstrip({ scenes, job, small = false, onDone }: Props) {
  const t = useTranslations("watch");
  const { ended } = jobLooks[job.status];
  const now = useNow(1000, !ended);
  /** The titles of the chosen scenes; null while no shots are being chosen. */
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const seen = useSeen(scenes);
  const isStill = ended || job.status === "awaiting_review";
  const canChoose =
    isStill && scenes.length > 1 && scenes.some(({ shots }) => shots.some(({ step }) => step?.startedAt));
  if (chosen && !canChoose) setChosen(null);
  const toggle = (title: string) =>
    setChosen((now) => now && (now.includes(title) ? now.filter((one) => one !== title) : [...now, title]));
  const few = gridOf(scenes.length, small ? 6 : 4);
  const many = gridOf(scenes.length, small ? 10 : 6);
  const columns = {
    ...{ "--shape": shapeOf(job), "--few": few.columns, "--few-rows": few.rows },
    ...{ "--many": many.columns, "--many-rows": many.rows },
  } as CSSProperties;
  return (
    <section aria-label={t("shots")} className="flex min-w-0 flex-col gap-3">
      <ul
        data-strip
        style={columns}
        className={`grid gap-2 sm:gap-3 ${small ? "[--high:13dvh]" : "[--high:38dvh] sm:[--high:44dvh]"} grid-cols-[repeat(var(--few),minmax(0,calc(var(--high)*var(--shape)/var(--few-rows))))] sm:grid-cols-[repeat(var(--many),minmax(0,calc(var(--high)*var(--shape)/var(--many-rows))))]`}
      >
        {scenes.map((scene) => (
          <li key={scene.title} className="min-w-0">
            <SceneCard
              scene={scene}
              seen={seen.get(scene.title) ?? null}
              job={job}
              now={now}
              small={small}
              chosen={chosen?.includes(scene.title) ?? null}
              onChoose={() => toggle(scene.title)}
              onDone={onDone}
            />
          </li>
        ))}
      </ul>
      {/* While the film is made the button has its space, so that nothing moves when the job ends. */}
      {!chosen && (canChoose || !small) && scenes.length > 1 && (
        <div className="min-h-10">
          {canChoose && (
            <Button kind="quiet" className="-mx-4 w-fit" onClick={() => setChosen([])}>
              <ListChecks aria-hidden />
              {t("several")}
            </Button>
          )}
        </div>
      )}
      {chosen && (
        <Suspense>
          <SeveralTakes
            job={job}
            scenes={scenes.filter(({ title }) => chosen.includes(title))}
            onClose={() => setChosen(null)}
            onDone={onDone}
          />
        </Suspense>
      )}
    </section>
  );
}

/** What each scene shows. A picture stays, as an old one, until there is another: nothing flashes. */
function useSeen(scenes: Scene[]): Map<string, Seen> {
  const before = useRef(new Map<string, Seen>());
  const seen = new Map<string, Seen>();
  for (const scene of scenes) {
    const old = before.current.get(scene.title);
    const one = seenIn(scene) ?? (old && { ...old, isOld: true });
    if (one) seen.set(scene.title, one);
  }
  before.current = seen;
  return seen;
}
