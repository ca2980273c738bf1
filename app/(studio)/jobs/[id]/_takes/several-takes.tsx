"use client";

import { LoaderCircle, RefreshCw } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { quoteRetakes, retakeSteps } from "@/app/(studio)/_data/api";
import { problemWords } from "@/app/(studio)/_data/api-problem";
import { useRestQuote } from "@/app/(studio)/_data/use-remaining-quote";
import { Button } from "@/app/(studio)/_ui/button";
import { Lines } from "@/app/(studio)/_ui/lines";
import { useQuoteWords } from "@/app/(studio)/make/price";
import type { Job } from "@/lib/schemas/job";
import type { Scene } from "../_stage/scenes";
import { Segments } from "./segments";
import { TakesAtOnce } from "./takes-at-once";

/** `scenes`: the chosen ones. */
type Props = { job: Job; scenes: Scene[]; onClose: () => void; onDone: () => void };

/** Makes the same step of several shots again, at one price. */
export default function SeveralTakes({ job, scenes, onClose, onDone }: Props) {
  const t = useTranslations("watch");
  const say = useTranslations();
  const words = useQuoteWords();
  const [wanted, setWanted] = useState<string | null>(null);
  const [candidates, setCandidates] = useState(1);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const shots = scenes.flatMap((scene) => scene.shots.filter(({ step }) => step?.startedAt));
  const parts = [...new Set(shots.map(({ part }) => part))];
  const film = shots.find(({ step }) => step?.outputs.some(({ type }) => type === "video"))?.part;
  const part = parts.find((one) => one === wanted) ?? film ?? parts.at(-1) ?? "";
  const keys = shots.filter((shot) => shot.part === part).map(({ key }) => key);
  const quote = useRestQuote(keys.length > 0 ? `${keys.join(" ")} ${candidates}` : null, () =>
    quoteRetakes(job.id, keys, candidates),
  );
  const start = () => {
    setBusy(true);
    setProblem(null);
    retakeSteps(job.id, keys, candidates)
      .then(() => {
        onClose();
        onDone();
      })
      .catch((reason: unknown) => setProblem(problemWords(reason, say)))
      .finally(() => setBusy(false));
  };
  return (
    <section
      aria-label={t("several")}
      className="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-2xl bg-raised p-3 ring-2 ring-accent sm:px-4"
    >
      {keys.length === 0 ? (
        <p className="min-h-10 grow basis-52 content-center text-sm text-soft">{t("chooseShots")}</p>
      ) : (
        <>
          <Segments label={t("ofShot")} choices={parts} value={part} onChange={setWanted} />
          {shots.some(({ part: of, step }) => of === part && step?.seed != null) && (
            <TakesAtOnce value={candidates} onChange={setCandidates} />
          )}
          <p aria-live="polite" className="min-h-5 grow basis-24 text-sm text-soft tabular-nums">
            {quote && say("make.about", { what: words(quote) })}
          </p>
        </>
      )}
      <div className="ml-auto flex flex-wrap gap-2">
        <Button onClick={onClose}>{t("chooseNone")}</Button>
        <Button kind="main" disabled={busy || keys.length === 0} onClick={start}>
          {busy ? <LoaderCircle aria-hidden className="animate-spin" /> : <RefreshCw aria-hidden />}
          {t("makeAgain", { count: keys.length })}
        </Button>
      </div>
      <p aria-live="assertive" className="w-full text-sm font-medium text-bad empty:hidden">
        {problem && <Lines text={problem} />}
      </p>
    </section>
  );
}
