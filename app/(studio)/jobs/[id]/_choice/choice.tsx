"use client";

import { Check, LoaderCircle } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { chooseTake, editStep, upload } from "@/app/(studio)/_data/api";
import { ApiProblem, problemWords } from "@/app/(studio)/_data/api-problem";
import { useStepName } from "@/app/(studio)/_i18n/step-names";
import { Button } from "@/app/(studio)/_ui/button";
import { Lines } from "@/app/(studio)/_ui/lines";
import { PickFile } from "@/app/(studio)/_ui/pick-file";
import { Picture } from "@/app/(studio)/_ui/picture";
import { steadyUrl, thumbnailUrl } from "@/app/(studio)/_ui/stable-url";
import { FromLibrary } from "@/app/(studio)/library/from-library";
import { UseIn } from "@/app/(studio)/library/use-in";
import type { Job, Output, Step } from "@/lib/schemas/job";

type Props = { job: Job; step: Step; candidates: Output[]; onDone: () => void };

/** A step that chose one of several pictures: all of them side by side, to choose another one or give an own one. */
export default function Choice({ job, step, candidates, onDone }: Props) {
  const t = useTranslations("choice");
  const say = useTranslations();
  const nameOf = useStepName();
  /** The candidate that is being chosen, or "own". */
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [chosen] = step.outputs;
  const isOwn = chosen && !candidates.some(({ sha256 }) => sha256 === chosen.sha256);
  const use = (what: string, file: () => Promise<string>) => {
    if (busy) return;
    setBusy(what);
    setProblem(null);
    file()
      .then((id) => give(job.id, step, id))
      .then(onDone)
      .catch((reason: unknown) => setProblem(problemWords(reason, say)))
      .finally(() => setBusy(null));
  };
  const own = async (file: File) => (await upload(file, { signal: new AbortController().signal })).id;
  return (
    <section aria-labelledby="choice" className="flex flex-col gap-4 rounded-3xl bg-raised p-4 ring-1 ring-line sm:p-5">
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 grow basis-60">
          <h2 id="choice" className="text-xl font-semibold tracking-tight first-letter:uppercase">
            {nameOf(step.key)}
          </h2>
          <p className="text-sm text-pretty text-soft">{t("text")}</p>
        </div>
        <div className="flex flex-wrap gap-2">
          <PickFile
            label={t("own")}
            accept="image/*"
            busy={busy === "own"}
            disabled={busy !== null}
            onPick={(file) => use("own", () => own(file))}
          />
          <FromLibrary kind="image" disabled={busy !== null} onPick={({ id }) => use("own", async () => id)} />
        </div>
      </div>
      <p aria-live="assertive" className="text-sm font-medium text-bad empty:hidden">
        {problem && <Lines text={problem} />}
      </p>
      <ul aria-labelledby="choice" className="grid grid-cols-2 gap-3 md:grid-cols-[repeat(auto-fit,minmax(11rem,1fr))]">
        {candidates.map((picture, i) => {
          const name = t("nth", { n: i + 1 });
          return (
            <Candidate key={picture.id} picture={picture} name={name} isChosen={picture.sha256 === chosen?.sha256}>
              <Button
                aria-label={t("useNth", { n: i + 1 })}
                disabled={busy !== null}
                onClick={() => use(picture.id, async () => picture.id)}
                size="small"
                className="min-w-0 flex-1"
              >
                {busy === picture.id && <LoaderCircle aria-hidden className="animate-spin" />}
                {t("use")}
              </Button>
            </Candidate>
          );
        })}
        {isOwn && <Candidate picture={chosen} name={t("yours")} isChosen />}
      </ul>
    </section>
  );
}

type CandidateProps = { picture: Output; name: string; isChosen: boolean; children?: ReactNode };

function Candidate({ picture, name, isChosen, children }: CandidateProps) {
  const t = useTranslations("choice");
  return (
    <li
      data-chosen={isChosen}
      className={`flex flex-col gap-2 rounded-2xl p-2 ${isChosen ? "bg-accent-wash ring-2 ring-accent" : "ring-1 ring-line"}`}
    >
      <a href={steadyUrl(picture)} target="_blank" rel="noreferrer" className="overflow-hidden rounded-xl bg-black">
        <Picture
          src={thumbnailUrl(picture)}
          alt={name}
          className="max-h-96 w-full object-contain"
          style={{ aspectRatio: (picture.width ?? 1) / (picture.height ?? 1) }}
        />
      </a>
      <div className="flex items-center gap-1">
        {isChosen ? (
          <p className="flex min-h-10 flex-1 items-center justify-center gap-2 text-sm font-medium text-accent">
            <Check aria-hidden className="size-4" />
            {t("chosen")}
          </p>
        ) : (
          children
        )}
        <UseIn file={picture} name={name} isSign />
      </div>
    </li>
  );
}

/** Gives the step a file as its result, or chooses the take that has it already. */
async function give(job: string, { key, outputs }: Step, asset: string): Promise<unknown> {
  const field = outputs[0]?.field ?? "image";
  try {
    return await editStep(job, key, { [field]: `asset:${asset}` });
  } catch (error) {
    if (error instanceof ApiProblem && error.take !== undefined) return chooseTake(job, key, error.take);
    throw error;
  }
}
