"use client";

import { Ban, Check, CircleAlert } from "lucide-react";
import { useFormatter, useTranslations } from "use-intl";
import { useRestQuote } from "@/app/(studio)/_data/use-remaining-quote";
import { takeWords } from "@/app/(studio)/_i18n/job-text";
import { Button } from "@/app/(studio)/_ui/button";
import { KindIcon } from "@/app/(studio)/_ui/file-card";
import { Lines } from "@/app/(studio)/_ui/lines";
import { Picture } from "@/app/(studio)/_ui/picture";
import { steadyUrl, thumbnailUrl } from "@/app/(studio)/_ui/stable-url";
import { langOf } from "@/app/(studio)/_ui/text-language";
import { isPicture, isShown } from "@/app/(studio)/jobs/job-picture";
import { UseIn } from "@/app/(studio)/library/use-in";
import { useQuoteWords } from "@/app/(studio)/make/price";
import type { Quote, Take } from "@/lib/schemas/job";

type CardProps = {
  take: Take;
  service: string;
  currency: string;
  busy: boolean;
  onQuote: () => Promise<Quote>;
  onChoose: () => void;
};

/** One take of a step: its result, its words, and the button that chooses it. */
export function TakeCard({ take, service, currency, busy, onQuote, onChoose }: CardProps) {
  const t = useTranslations("takes");
  const format = useFormatter();
  const isDone = take.status === "succeeded" || take.status === "cached";
  const quote = useRestQuote(isDone && !take.chosen ? String(take.number) : null, onQuote);
  const words = useQuoteWords();
  const say = useTranslations();
  const file = take.outputs[0];
  return (
    <li className={`flex flex-col gap-2 rounded-2xl p-2 ring-1 ${take.chosen ? "ring-2 ring-accent" : "ring-line"}`}>
      <div
        className={`relative overflow-hidden rounded-xl ${file && isShown(file) ? "bg-black" : "bg-sunken"}`}
        style={{ aspectRatio: Math.max(3 / 4, (file?.width ?? 1) / (file?.height ?? 1)) }}
      >
        {!file && <Empty take={take} service={service} />}
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
            poster={thumbnailUrl(file)}
            muted
            loop
            controls
            playsInline
            preload="none"
            className="size-full object-contain"
          />
        )}
      </div>
      <p className="flex flex-wrap items-center justify-between gap-x-2 px-1 text-sm">
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
        {file && <UseIn file={file} name={t("take", { number: take.number })} isNarrow className="-mr-1 ml-auto" />}
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
function Empty({ take, service }: { take: Take; service: string }) {
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
        <Lines text={takeWords(take, service, t)} />
      </span>
    </p>
  );
}
