"use client";

import { Share2 } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslations } from "use-intl";
import type { Job } from "@/lib/schemas/job";
import { Button } from "../_ui/button";
import { Dialog } from "../_ui/dialog";

/** Loaded when the dialog opens: few jobs are shared. */
const ShareForm = lazy(() => import("./share-form"));

export function ShareButton({ job }: { job: Pick<Job, "id"> }) {
  const t = useTranslations("share");
  return (
    <Dialog
      title={t("title")}
      close={t("close")}
      trigger={
        <Button size="small">
          <Share2 aria-hidden />
          {t("button")}
        </Button>
      }
    >
      <Suspense fallback={<div className="shimmer h-72 rounded-2xl" />}>
        <ShareForm jobId={job.id} />
      </Suspense>
    </Dialog>
  );
}
