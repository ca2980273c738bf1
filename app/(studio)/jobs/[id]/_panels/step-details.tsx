"use client";

import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { useServiceTitles } from "@/app/(studio)/_data/models";
import { secondsBetween, useTimeWords } from "@/app/(studio)/_i18n/format-time";
import { stepWords, triedWords } from "@/app/(studio)/_i18n/job-text";
import { useStepName } from "@/app/(studio)/_i18n/step-names";
import { FileCard, KindIcon } from "@/app/(studio)/_ui/file-card";
import { Lines } from "@/app/(studio)/_ui/lines";
import { Picture } from "@/app/(studio)/_ui/picture";
import { useSaving } from "@/app/(studio)/_ui/saved-by-job";
import { Sound } from "@/app/(studio)/_ui/sound";
import { steadyUrl, thumbnailUrl } from "@/app/(studio)/_ui/stable-url";
import { langOf } from "@/app/(studio)/_ui/text-language";
import { isPicture, isShown } from "@/app/(studio)/jobs/job-picture";
import { UseIn } from "@/app/(studio)/library/use-in";
import type { Output, Step } from "@/lib/schemas/job";
import { CopyText } from "./copy-button";
import { stateOf } from "./step-facts";

type Props = { step: Step; now: number; currency: string };

/** All details of a step: its result in full size, its inputs, and the service's messages, duration and cost. */
export default function StepDetails({ step, now, currency }: Props) {
  const t = useTranslations();
  const format = useFormatter();
  const { saveUrl } = useSaving();
  const { duration, clockTime } = useTimeWords();
  const name = useStepName()(step.key);
  const service = useServiceTitles()(step.service);
  const { startedAt, finishedAt } = step;
  const until = finishedAt ?? new Date(now).toISOString();
  const attempts =
    step.maxAttempts === null
      ? format.number(step.attempt)
      : t("job.attemptsOf", { n: step.attempt, of: step.maxAttempts });
  const message = stepWords(step, t);
  return (
    <div className="flex flex-col gap-5">
      {step.outputs.map((output) =>
        isShown(output) ? (
          <div key={output.id} className="relative">
            <Large output={output} name={name} />
            <span className="absolute top-3 right-3 flex gap-2">
              <UseIn file={output} name={name} className="bg-black/70 text-white! backdrop-blur hover:bg-black/85!" />
              <a
                href={saveUrl(output, name)}
                download
                aria-label={t("job.saveOne", { name })}
                className="inline-flex min-h-9 items-center gap-2 rounded-xl bg-black/70 px-3 text-sm font-medium text-white backdrop-blur hover:bg-black/85"
              >
                <Download aria-hidden className="size-4" />
                {t("job.save")}
              </a>
            </span>
          </div>
        ) : (
          <FileCard key={output.id} output={output} name={name} />
        ),
      )}
      <dl className="grid gap-x-8 gap-y-3 text-sm sm:grid-cols-2">
        <Fact title={t("job.about.service")}>{service}</Fact>
        {step.provider && <Fact title={t("job.about.provider")}>{step.provider}</Fact>}
        {step.fitted && <Fact title={t("job.about.fitted")}>{t("job.about.fittedTo", step.fitted)}</Fact>}
        {step.tried.length > 0 && (
          <Fact title={t("job.about.tried")} wide>
            <Lines
              text={step.tried
                .map((one) => t("job.triedOne", { what: triedWords(one, t), reason: ownWords(one) }))
                .join("\n")}
            />
          </Fact>
        )}
        <Fact title={t("job.about.state")}>{t(stateOf(step))}</Fact>
        {message !== t("job.says.succeeded") && (
          <Fact title={t("job.about.said")} wide>
            <Lines text={message} />
          </Fact>
        )}
        {step.note && (
          <Fact title={t("job.about.note")} wide>
            {step.note}
          </Fact>
        )}
        {startedAt && <Fact title={t("job.about.started")}>{clockTime(startedAt)}</Fact>}
        {startedAt && <Fact title={t("job.about.lasted")}>{duration(secondsBetween(startedAt, until))}</Fact>}
        {step.attempt > 0 && <Fact title={t("job.about.attempts")}>{attempts}</Fact>}
        {step.cost > 0 && (
          <Fact title={t("job.about.cost")}>
            {format.number(step.cost, { style: "currency", currency, maximumFractionDigits: 4 })}
          </Fact>
        )}
        {step.prompt && (
          <Fact title={t("job.about.prompt")} lang={langOf(step.prompt)} wide>
            {step.prompt}
          </Fact>
        )}
        {step.text && (
          <Fact title={t("job.about.wrote")} lang={langOf(step.text)} wide>
            {step.text}
            <span className="mt-2 block">
              <CopyText text={() => step.text ?? ""} label={t("job.copyText")} />
            </span>
          </Fact>
        )}
        {step.inputs.length > 0 && (
          <Fact title={t("job.about.inputs")} wide>
            <span className="mt-1 grid grid-cols-4 gap-2 sm:grid-cols-6">
              {step.inputs.map((input) => (
                <Small key={input.id} output={input} name={t("job.about.open")} />
              ))}
            </span>
          </Fact>
        )}
      </dl>
    </div>
  );
}

/** A reason repeats the name of the provider, which the line says already. */
const ownWords = ({ provider, reason }: Step["tried"][number]) =>
  reason.startsWith(`${provider}: `) ? reason.slice(provider.length + 2) : reason;

function Fact({ title, lang, wide, children }: { title: string; lang?: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={wide ? "sm:col-span-2" : ""}>
      <dt className="text-faint">{title}</dt>
      <dd lang={lang} className="break-words whitespace-pre-line">
        {children}
      </dd>
    </div>
  );
}

function Large({ output, name }: { output: Output; name: string }) {
  const look = "max-h-[56dvh] w-full rounded-2xl bg-black object-contain";
  if (isPicture(output)) return <Picture src={steadyUrl(output)} alt={name} className={look} />;
  if (output.type === "audio")
    return (
      <div className="relative h-24 rounded-2xl bg-sunken">
        <Sound src={steadyUrl(output)} name={name} />
      </div>
    );
  // biome-ignore lint/a11y/useMediaCaption: generated clips have no captions
  return <video src={steadyUrl(output)} aria-label={name} controls loop playsInline className={look} />;
}

function Small({ output, name }: { output: Output; name: string }) {
  return (
    <a
      href={steadyUrl(output)}
      target="_blank"
      rel="noreferrer"
      aria-label={name}
      className="aspect-square overflow-hidden rounded-xl bg-sunken ring-1 ring-line"
    >
      {output.thumbnailUrl ? (
        <Picture src={thumbnailUrl(output)} alt="" className="size-full object-cover" />
      ) : (
        <KindIcon output={output} />
      )}
    </a>
  );
}
