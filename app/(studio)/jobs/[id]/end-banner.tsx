import { Ban, TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import type { Job, JobError } from "@/lib/job";
import { failureWords, stepWords } from "../../job-words";
import { useModels } from "../../models";
import { useStepName } from "../../step-names";
import { Lines } from "../../ui/lines";
import { RetryButton } from "./retry-button";

type Props = { job: Job; onRetried: (job: Job) => void };

/**
 * How a job ended without a result, in one place, with the one thing to do. It lies over the stage, on small screens over
 * the foot of the page, so that nothing moves when it comes.
 */
export function EndBanner({ job, onRetried }: Props) {
  const failed = job.error !== null;
  const Icon = failed ? TriangleAlert : Ban;
  return (
    <div
      role={failed ? "alert" : "status"}
      className={`fixed inset-x-3 bottom-3 z-20 flex animate-appear flex-col gap-4 rounded-2xl bg-raised p-4 shadow-lift ring-1 sm:absolute sm:inset-x-5 sm:bottom-5 sm:flex-row sm:items-end sm:p-5 ${failed ? "ring-bad/50" : "ring-line"}`}
    >
      <div className="flex min-w-0 flex-1 gap-3">
        <Icon aria-hidden className={`mt-0.5 size-5 shrink-0 ${failed ? "text-bad" : "text-faint"}`} />
        {job.error ? <Failure model={job.model} error={job.error} /> : <Stopped job={job} />}
      </div>
      <RetryButton id={job.id} onRetried={onRetried} />
    </div>
  );
}

/** Long words of a service scroll in their own box. */
const box = "max-h-24 overflow-y-auto break-words text-pretty";

function Failure({ model, error }: { model: string; error: JobError }) {
  const t = useTranslations("job");
  const say = useTranslations();
  const nameOf = useStepName();
  const errors = useModels().models?.find(({ id }) => id === model)?.zh?.errors ?? {};
  return (
    <div className="flex min-w-0 flex-col gap-1">
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

/** What a cancel really stopped, and what it could not. */
function Stopped({ job }: { job: Job }) {
  const t = useTranslations("job");
  const say = useTranslations();
  const nameOf = useStepName();
  const told = job.steps.filter((step) => step.status === "cancelled");
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <h2 className="font-semibold">{t("stopped")}</h2>
      {told.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <ul tabIndex={0} aria-label={t("stoppedText")} className={`${box} text-sm text-soft`}>
          {told.map((step) => (
            <li key={step.name}>
              <Lines text={t("now.held", { name: nameOf(step.name), words: stepWords(step, say) })} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
