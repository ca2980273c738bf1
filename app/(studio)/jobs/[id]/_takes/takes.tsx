"use client";

import { Ban, Check, CircleAlert, Dices, LoaderCircle } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { chooseTake, quoteChoice, quoteRetake, retakeStep } from "@/app/(studio)/_data/api";
import { problemWords } from "@/app/(studio)/_data/api-problem";
import { useRestQuote } from "@/app/(studio)/_data/use-remaining-quote";
import { takeWords } from "@/app/(studio)/_i18n/job-text";
import { useStepName } from "@/app/(studio)/_i18n/step-names";
import { Button } from "@/app/(studio)/_ui/button";
import { Dialog } from "@/app/(studio)/_ui/dialog";
import { KindIcon } from "@/app/(studio)/_ui/file-card";
import { Lines } from "@/app/(studio)/_ui/lines";
import { Picture } from "@/app/(studio)/_ui/picture";
import { steadyUrl } from "@/app/(studio)/_ui/stable-url";
import { langOf } from "@/app/(studio)/_ui/text-language";
import { isPicture, isShown } from "@/app/(studio)/jobs/job-picture";
import { useQuoteWords } from "@/app/(studio)/make/price";
import type { Job, Quote, Step, Take } from "@/lib/schemas/job";
import { useIsStoryStep } from "../_story/use-story-steps";
import { EditFile } from "./edit-file";
import { EditText } from "./edit-text";
import { TakesButton } from "./takes-button";

type Props = { job: Job; step: Step; small?: boolean; onDone: () => void };

/** Makes a shot again with another prompt or seed, and compares its takes side by side. Open at first. */
export default function Takes({ job, step, small, onDone }: Props) {
  const { id: jobId, cost } = job;
  const t = useTranslations("takes");
  const [open, setOpen] = useState(true);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const say = useTranslations();
  const nameOf = useStepName();

  const isDocument = useIsStoryStep(job.model)(step.key);
  const [made] = step.outputs;
  const close = () => {
    setOpen(false);
    onDone();
  };
  const begin = (asked: Promise<unknown>) => {
    setBusy(true);
    setProblem(null);
    asked
      .then(close)
      .catch((reason: unknown) => setProblem(problemWords(reason, say)))
      .finally(() => setBusy(false));
  };

  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      place={step.takes.length > 1 ? "wide" : "middle"}
      title={t("title", { name: nameOf(step.key) })}
      close={t("close")}
      trigger={<TakesButton step={step} small={small} />}
    >
      <div className="flex flex-col gap-6">
        {step.takes.length > 1 && (
          <ul className="grid gap-4 p-0.5 sm:grid-cols-2 lg:grid-cols-3">
            {step.takes.map((take) => (
              <TakeCard
                key={take.number}
                take={take}
                currency={cost.currency}
                busy={busy}
                onQuote={() => quoteChoice(jobId, step.key, take.number)}
                onChoose={() => begin(chooseTake(jobId, step.key, take.number))}
              />
            ))}
          </ul>
        )}
        <RetakeForm
          step={step}
          alone={job.status === "completed"}
          busy={busy}
          onQuote={() => quoteRetake(jobId, step.key)}
          onRetake={(changes) => begin(retakeStep(jobId, step.key, changes))}
        />
        {step.text !== null && !isDocument && (
          <EditText jobId={jobId} step={step.key} text={step.text} onDone={close} />
        )}
        {made && (
          <EditFile jobId={jobId} step={step.key} field={made.field ?? made.type} type={made.type} onDone={close} />
        )}
        <p aria-live="assertive" className="text-sm font-medium text-bad empty:hidden">
          {problem && <Lines text={problem} />}
        </p>
      </div>
    </Dialog>
  );
}

type CardProps = { take: Take; currency: string; busy: boolean; onQuote: () => Promise<Quote>; onChoose: () => void };

function TakeCard({ take, currency, busy, onQuote, onChoose }: CardProps) {
  const t = useTranslations("takes");
  const format = useFormatter();
  const isDone = take.status === "succeeded" || take.status === "cached";
  const quote = useRestQuote(isDone && !take.chosen ? String(take.number) : null, onQuote);
  const words = useQuoteWords();
  const say = useTranslations();
  const file = take.outputs[0];
  return (
    <li className={`flex flex-col gap-2 rounded-2xl p-2 ring-1 ${take.chosen ? "ring-2 ring-accent" : "ring-line"}`}>
      <div className="relative aspect-square overflow-hidden rounded-xl bg-sunken">
        {!file && <Empty take={take} />}
        {file && isPicture(file) && (
          <Picture
            src={steadyUrl(file)}
            alt={t("take", { number: take.number })}
            className="size-full object-contain"
          />
        )}
        {file && !isShown(file) && <KindIcon output={file} />}
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
          {[
            !isDone && say(`status.step.${take.status}`),
            take.byHand && say("edit.byHand"),
            take.seed !== null && t("seedIs", { seed: String(take.seed) }),
            take.cost > 0 && format.number(take.cost, { style: "currency", currency, maximumFractionDigits: 3 }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </p>
      {take.rejected !== null && (
        <p lang={langOf(take.rejected)} className="line-clamp-3 px-1 text-sm text-soft">
          {t("rejected", { why: take.rejected })}
        </p>
      )}
      {take.prompt && (
        <p lang={langOf(take.prompt)} className="line-clamp-3 px-1 text-sm text-soft">
          {take.prompt}
        </p>
      )}
      {take.chosen && isDone ? (
        <p className="mt-auto flex min-h-10 items-center justify-center gap-2 text-sm font-medium text-accent">
          <Check aria-hidden className="size-4" />
          {t("chosen")}
        </p>
      ) : take.chosen ? null : (
        <div className="mt-auto flex flex-col gap-1.5">
          <p className="min-h-5 px-1 text-center text-sm text-faint tabular-nums">
            {quote && (quote.steps.length > 0 ? say("make.about", { what: words(quote) }) : t("chooseFree"))}
          </p>
          <Button disabled={busy || !isDone} onClick={onChoose}>
            {t("choose")}
          </Button>
        </div>
      )}
    </li>
  );
}

/** A take without a file: its text, or how it ended and why. */
function Empty({ take }: { take: Take }) {
  const t = useTranslations();
  if (take.text !== null)
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
      <div tabIndex={0} lang={langOf(take.text)} className="size-full overflow-y-auto p-3 text-sm whitespace-pre-line">
        {take.text}
      </div>
    );
  const failed = take.status === "failed";
  const Icon = failed ? CircleAlert : Ban;
  return (
    <p
      className={`flex size-full flex-col items-center justify-center gap-1.5 p-4 text-center text-sm ${failed ? "text-bad" : "text-soft"}`}
    >
      <Icon aria-hidden className="size-6 shrink-0" />
      <span className="font-medium">{t(`status.step.${take.status}`)}</span>
      <span className="line-clamp-5 max-w-full break-words">
        <Lines text={takeWords(take, t)} />
      </span>
    </p>
  );
}

type FormProps = {
  step: Step;
  /** Whether only this step runs now. */
  alone: boolean;
  busy: boolean;
  onQuote: () => Promise<Quote>;
  onRetake: (changes: Record<string, unknown>) => void;
};

/** Sends only changed fields: an unchanged one keeps following the earlier steps. */
function RetakeForm({ step, alone, busy, onQuote, onRetake }: FormProps) {
  const t = useTranslations("takes");
  const say = useTranslations();
  const quote = useRestQuote(step.key, onQuote);
  const words = useQuoteWords();
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
      <p className="text-sm text-pretty text-soft">
        {t(alone ? "textAlone" : "text")} {step.seed !== null && t("textSeed")}
      </p>
      <div className="flex flex-wrap items-center justify-end gap-x-5 gap-y-2">
        <p aria-live="polite" className="min-h-5 text-sm text-soft tabular-nums">
          {quote && say("make.about", { what: words(quote) })}
        </p>
        <Button kind="main" type="submit" disabled={busy}>
          {busy && <LoaderCircle aria-hidden className="animate-spin" />}
          {t("start")}
        </Button>
      </div>
    </form>
  );
}
