"use client";

import { Dices, LoaderCircle } from "lucide-react";
import { type FormEvent, useId, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { useModel } from "@/app/(studio)/_data/models";
import { useRestQuote } from "@/app/(studio)/_data/use-remaining-quote";
import { Button } from "@/app/(studio)/_ui/button";
import { useQuoteWords } from "@/app/(studio)/make/price";
import { ReferenceNames } from "@/app/(studio)/make/reference-names";
import { readForm } from "@/app/(studio)/make/schema-form";
import type { Quote, Step } from "@/lib/schemas/job";
import { TakesAtOnce } from "./takes-at-once";

type FormProps = {
  step: Step;
  /** Whether only this step runs now. */
  alone: boolean;
  busy: boolean;
  onQuote: (candidates: number) => Promise<Quote>;
  onRetake: (changes: Record<string, unknown>) => void;
};

/** Sends only changed fields: an unchanged one keeps following the earlier steps. */
export function RetakeForm({ step, alone, busy, onQuote, onRetake }: FormProps) {
  const t = useTranslations("takes");
  const say = useTranslations();
  const [candidates, setCandidates] = useState(1);
  const quote = useRestQuote(`${step.key} ${candidates}`, () => onQuote(candidates));
  const words = useQuoteWords();
  const model = useModel(step.service);
  const fields = useMemo(() => (model ? readForm(model.input).media : []), [model]);
  const [prompt, setPrompt] = useState(step.prompt ?? "");
  const [seed, setSeed] = useState(step.seed === null ? "" : String(step.seed));
  const id = useId();
  const field = "w-full rounded-xl bg-paper px-3.5 py-2.5 ring-1 ring-edge/60 ring-inset";
  const send = (event: FormEvent) => {
    event.preventDefault();
    const reseeded = seed !== "" && Number(seed) !== step.seed;
    onRetake({
      ...(prompt !== (step.prompt ?? "") && { prompt }),
      ...(reseeded && { seed: Number(seed) }),
      ...(candidates > 1 && { candidates }),
    });
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
          <ReferenceNames fields={fields} text={prompt} onChange={setPrompt} />
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
              size="icon"
              className="min-w-11"
            >
              <Dices aria-hidden />
            </Button>
          </div>
        </div>
      )}
      {step.seed !== null && <TakesAtOnce value={candidates} onChange={setCandidates} />}
      <p className="text-sm text-pretty text-soft">
        {t(alone ? "textAlone" : "text")} {step.seed !== null && t("textSeed")}
      </p>
      <div className="flex flex-wrap items-center justify-end gap-x-5 gap-y-2">
        <p aria-live="polite" className="min-h-5 text-sm text-soft tabular-nums">
          {quote && say("make.about", { what: words(quote) })}
        </p>
        <Button kind="main" type="submit" disabled={busy}>
          {busy && <LoaderCircle aria-hidden className="animate-spin" />}
          {t("start", { count: candidates })}
        </Button>
      </div>
    </form>
  );
}
