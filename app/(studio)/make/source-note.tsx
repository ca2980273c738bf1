import { useTranslations } from "use-intl";
import type { Job } from "@/lib/schemas/job";

type Props = { job: Job; webhookUrl: string | null; onNoWebhook: () => void };

/** Says that an earlier job filled in the form, and which of its values are not visible in the fields. */
export function SourceNote({ job, webhookUrl, onNoWebhook }: Props) {
  const t = useTranslations("make");
  return (
    <div className="flex flex-col gap-1.5 rounded-xl bg-accent-wash px-4 py-3 text-sm text-pretty">
      <p>{t("from")}</p>
      {job.priority !== "normal" && <p>{t("fromPriority", { priority: job.priority })}</p>}
      {webhookUrl && (
        <p className="flex flex-wrap items-baseline gap-x-3">
          <span className="min-w-0 break-all">{t("fromWebhook", { url: webhookUrl })}</span>
          <button
            type="button"
            onClick={onNoWebhook}
            className="rounded-sm font-medium underline underline-offset-4 hover:text-accent"
          >
            {t("noWebhook")}
          </button>
        </p>
      )}
    </div>
  );
}
