"use client";

import { Check, Dices, LoaderCircle } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useTranslations } from "use-intl";
import type { Job, Step, Take } from "@/lib/job";
import { chooseTake, retakeStep } from "../../api";
import { problemWords } from "../../api-problem";
import { steadyUrl } from "../../steady-url";
import { useStepName } from "../../step-names";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Lines } from "../../ui/lines";
import { Picture } from "../../ui/picture";
import { langOf } from "../../ui/text-language";
import { TakesButton } from "./takes-button";

type Props = { jobId: string; step: Step; onStarted: (job: Job) => void };

/** Makes one shot once more with other words or another seed, and compares the takes there are, side by side. Open at first. */
export default function Takes({ jobId, step, onStarted }: Props) {
  const t = useTranslations("takes");
  const [open, setOpen] = useState(true);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const say = useTranslations();
  const nameOf = useStepName();

  const begin = (asked: Promise<Job>) => {
    setBusy(true);
    setProblem(null);
    asked
      .then((job) => {
        setOpen(false);
        onStarted(job);
      })
      .catch((reason: unknown) => setProblem(problemWords(reason, say)))
      .finally(() => setBusy(false));
  };

  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      place={step.takes.length > 1 ? "wide" : "middle"}
      title={t("title", { name: nameOf(step.name) })}
      close={t("close")}
      trigger={<TakesButton step={step} />}
    >
      <div className="flex flex-col gap-6">
        {step.takes.length > 1 && (
          <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
            {step.takes.map((take) => (
              <TakeCard
                key={take.number}
                take={take}
                busy={busy}
                onChoose={() => begin(chooseTake(jobId, step.name, take.number))}
              />
            ))}
          </ul>
        )}
        <RetakeForm step={step} busy={busy} onRetake={(changes) => begin(retakeStep(jobId, step.name, changes))} />
        <p aria-live="assertive" className="text-sm font-medium text-bad empty:hidden">
          {problem && <Lines text={problem} />}
        </p>
      </div>
    </Dialog>
  );
}

function TakeCard({ take, busy, onChoose }: { take: Take; busy: boolean; onChoose: () => void }) {
  const t = useTranslations("takes");
  const say = useTranslations();
  const file = take.outputs[0];
  return (
    <li className={`flex flex-col gap-2 rounded-2xl p-2 ring-1 ${take.chosen ? "ring-2 ring-accent" : "ring-line"}`}>
      <div className="aspect-square overflow-hidden rounded-xl bg-sunken">
        {file?.type === "image" && (
          <Picture
            src={steadyUrl(file)}
            alt={t("take", { number: take.number })}
            className="size-full object-contain"
          />
        )}
        {file?.type === "video" && (
          <video
            src={steadyUrl(file)}
            aria-label={t("take", { number: take.number })}
            muted
            loop
            controls
            autoPlay={!matchMedia("(prefers-reduced-motion: reduce)").matches}
            playsInline
            className="size-full object-contain"
          />
        )}
      </div>
      <p className="flex items-center justify-between gap-2 px-1 text-sm">
        <span className="font-medium">{t("take", { number: take.number })}</span>
        <span className="text-faint tabular-nums">
          {take.seed === null ? say(`status.step.${take.status}`) : t("seedIs", { seed: String(take.seed) })}
        </span>
      </p>
      {take.prompt && (
        <p lang={langOf(take.prompt)} className="line-clamp-3 px-1 text-sm text-soft">
          {take.prompt}
        </p>
      )}
      {take.chosen ? (
        <p className="flex min-h-10 items-center justify-center gap-2 text-sm font-medium text-accent">
          <Check aria-hidden className="size-4" />
          {t("chosen")}
        </p>
      ) : (
        <Button disabled={busy || take.outputs.length === 0} onClick={onChoose} className="mt-auto">
          {t("choose")}
        </Button>
      )}
    </li>
  );
}

type FormProps = { step: Step; busy: boolean; onRetake: (changes: Record<string, unknown>) => void };

/** Only what was changed is sent: what nobody touched keeps following the steps before it. */
function RetakeForm({ step, busy, onRetake }: FormProps) {
  const t = useTranslations("takes");
  const [prompt, setPrompt] = useState(step.prompt ?? "");
  const [seed, setSeed] = useState(step.seed === null ? "" : String(step.seed));
  const id = useId();
  const field = "w-full rounded-xl bg-paper px-3.5 py-2.5 ring-1 ring-edge/60 ring-inset";
  const send = (event: FormEvent) => {
    event.preventDefault();
    const reseeded = seed !== "" && Number(seed) !== step.seed;
    onRetake({ ...(prompt !== (step.prompt ?? "") && { prompt }), ...(reseeded && { seed: Number(seed) }) });
  };
  return (
    <form onSubmit={send} className="flex flex-col gap-4">
      {step.prompt !== null && (
        <div className="flex flex-col gap-1.5">
          <label htmlFor={`${id}-prompt`} className="text-sm font-medium">
            {t("prompt")}
          </label>
          <textarea
            id={`${id}-prompt`}
            value={prompt}
            rows={4}
            onChange={(event) => setPrompt(event.target.value)}
            className={field}
          />
        </div>
      )}
      {step.seed !== null && (
        <div className="flex flex-col gap-1.5">
          <label htmlFor={`${id}-seed`} className="text-sm font-medium">
            {t("seed")}
          </label>
          <div className="flex gap-2">
            <input
              id={`${id}-seed`}
              inputMode="numeric"
              value={seed}
              onChange={(event) => setSeed(event.target.value.replace(/\D/g, "").slice(0, 10))}
              className={`${field} tabular-nums`}
            />
            <Button
              aria-label={t("dice")}
              onClick={() => setSeed(String(Math.floor(Math.random() * 2_147_483_647)))}
              className="min-w-11 px-0"
            >
              <Dices aria-hidden />
            </Button>
          </div>
        </div>
      )}
      <p className="text-sm text-pretty text-soft">{t("text")}</p>
      <Button kind="main" type="submit" disabled={busy} className="self-end">
        {busy && <LoaderCircle aria-hidden className="animate-spin" />}
        {t("start")}
      </Button>
    </form>
  );
}
