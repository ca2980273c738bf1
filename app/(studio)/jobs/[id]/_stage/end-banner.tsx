import { Ban, TriangleAlert, X } from "lucide-react";
import { useTranslations } from "use-intl";
import { useModel } from "@/app/(studio)/_data/models";
import { failureWords, stepWords } from "@/app/(studio)/_i18n/job-text";
import { useStepName } from "@/app/(studio)/_i18n/step-names";
import { Lines } from "@/app/(studio)/_ui/lines";
import { Tooltip } from "@/app/(studio)/_ui/tooltip";
import type { Job, JobError } from "@/lib/schemas/job";
import { RetryButton } from "../_panels/retry-button";

type Props = { job: Job; onDone: () => void; onClose?: () => void };

/**
 * How a job ended without a result, and the one action for that. An earlier result is below the banner, which can be
 * dismissed.
 */
export default function EndBanner({ job, onDone, onClose }: Props) {
  const t = useTranslations("job");
  const failed = job.error !== null;
  const Icon = failed ? TriangleAlert : Ban;
  return (
    <div
      role={failed ? "alert" : "status"}
      className={`flex animate-appear flex-col gap-3 rounded-2xl bg-raised p-3 shadow-lift ring-1 sm:flex-row sm:items-center sm:gap-5 sm:p-5 ${failed ? "ring-bad/50" : "ring-line"}`}
    >
      <div className="flex min-w-0 flex-1 gap-3">
        <Icon aria-hidden className={`mt-0.5 size-5 shrink-0 ${failed ? "text-bad" : "text-faint"}`} />
        {job.error ? <Failure model={job.model} error={job.error} /> : <Stopped job={job} />}
        {onClose && (
          <Tooltip text={t("putAway")}>
            <button
              type="button"
              onClick={onClose}
              aria-label={t("putAway")}
              className="-mt-1.5 -mr-1.5 ml-auto grid size-9 shrink-0 place-items-center rounded-lg text-soft hover:bg-sunken hover:text-ink sm:order-last"
            >
              <X aria-hidden className="size-4" />
            </button>
          </Tooltip>
        )}
      </div>
      <RetryButton id={job.id} onDone={onDone} />
    </div>
  );
}

/** Long messages of a service scroll in their own box. */
const box = "max-h-12 overflow-y-auto break-words text-pretty sm:max-h-24";

function Failure({ model, error }: { model: string; error: JobError }) {
  const t = useTranslations("job");
  const say = useTranslations();
  const nameOf = useStepName();
  const errors = useModel(model)?.zh?.errors ?? {};
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1">
      <h2 className="font-semibold text-bad">
        {t("failed")} {error.step && t("failedAt", { step: nameOf(error.step) })}
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <div tabIndex={0} className={box}>
        <Lines text={failureWords(error, errors, say)} />
      </div>
      <p className="text-sm text-pretty text-soft">
        {error.retryable ? t("fix") : t("fixNot")} <span className="font-mono text-xs text-faint">{error.code}</span>
      </p>
    </div>
  );
}

/** What a cancel really stopped, and what it could not stop. */
function Stopped({ job }: { job: Job }) {
  const t = useTranslations("job");
  const say = useTranslations();
  const nameOf = useStepName();
  const told = job.steps.filter((step) => step.status === "cancelled");
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1">
      <h2 className="font-semibold">{t("stopped")}</h2>
      {told.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <ul tabIndex={0} aria-label={t("stoppedText")} className={`${box} text-sm text-soft`}>
          {told.map((step) => (
            <li key={step.key}>
              <Lines text={t("now.held", { name: nameOf(step.key), words: stepWords(step, say) })} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
