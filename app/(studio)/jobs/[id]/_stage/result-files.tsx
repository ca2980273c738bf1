import { useTranslations } from "use-intl";
import { useStepName } from "@/app/(studio)/_i18n/step-names";
import { FileCard } from "@/app/(studio)/_ui/file-card";
import { langOf } from "@/app/(studio)/_ui/text-language";
import { isShown } from "@/app/(studio)/jobs/job-picture";
import type { Job } from "@/lib/schemas/job";
import { valuesBeside } from "./result-text";

/** What a result has that the stage does not show: its files to download, and the texts and numbers beside them. */
export function ResultFiles({ job }: { job: Job }) {
  const t = useTranslations("job");
  const nameOf = useStepName();
  const files = job.outputs.filter((output) => !isShown(output));
  const values = valuesBeside(job);
  if (files.length === 0 && values.length === 0) return null;
  return (
    <section aria-label={t("resultFiles")} className="flex flex-col gap-3">
      {files.length > 0 && (
        <ul className={`grid gap-3 ${files.length > 1 ? "xl:grid-cols-2" : ""}`}>
          {files.map((output) => (
            <li key={output.id} className="min-w-0">
              <FileCard output={output} name={output.step ? nameOf(output.step) : t("result")} />
            </li>
          ))}
        </ul>
      )}
      {values.length > 0 && (
        <dl className="flex flex-col gap-2 rounded-2xl bg-raised p-4 text-sm ring-1 ring-line">
          {values.map(({ name, text }) => (
            <div key={name} className="flex flex-wrap justify-between gap-x-4">
              <dt className="text-faint">{name}</dt>
              <dd lang={langOf(text)} className="break-words whitespace-pre-line">
                {text}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
