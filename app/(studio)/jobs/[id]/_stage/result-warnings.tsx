import { TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import { explain } from "@/app/(studio)/_i18n/explain-code";
import type { Job, JobWarning } from "@/lib/schemas/job";

/** What the check found in the result, as a quiet notice below it. */
export default function ResultWarnings({ job: { warnings } }: { job: Job }) {
  const t = useTranslations("job");
  const say = useTranslations();
  const isChecked = warnings.every(({ code }) => code !== "not_checked");
  const title = isChecked ? t("warnings", { count: warnings.length }) : t("notChecked");
  const text = ({ code, metric, message }: JobWarning) => {
    const meaning = explain(metric ? `quality_${metric}` : code, say);
    return meaning ? (
      <>
        {meaning} <span lang="en">{message}</span>
      </>
    ) : (
      message
    );
  };
  return (
    <section aria-label={title} className="flex gap-3 rounded-2xl bg-raised p-4 text-sm ring-1 ring-line">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-soft" />
      <div className="flex min-w-0 flex-col gap-1">
        <h2 className="font-medium">{title}</h2>
        <ul className="flex flex-col gap-0.5 text-pretty text-soft">
          {warnings.map((warning) => (
            <li key={`${warning.code} ${warning.metric} ${warning.message}`}>{text(warning)}</li>
          ))}
        </ul>
      </div>
    </section>
  );
}
