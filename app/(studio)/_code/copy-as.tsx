"use client";

import { Code } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslations } from "use-intl";
import type { GenerateBody } from "@/lib/schemas/generate";
import { Button } from "../_ui/button";
import { Dialog } from "../_ui/dialog";

/** Loaded when the dialog opens. */
const CodeSamples = lazy(() => import("./code-samples"));

/** A small button that shows a request as code, to copy. */
export function CopyAs({ request }: { request: GenerateBody }) {
  const t = useTranslations("code");
  return (
    <Dialog
      place="wide"
      title={t("title")}
      close={t("close")}
      trigger={
        <Button kind="quiet" size="small">
          <Code aria-hidden />
          {t("button")}
        </Button>
      }
    >
      <Suspense fallback={<div className="shimmer h-72 rounded-2xl" />}>
        <CodeSamples request={request} />
      </Suspense>
    </Dialog>
  );
}
