"use client";

import { lazy, Suspense, useState } from "react";
import { useTranslations } from "use-intl";
import { More } from "../(studio)/_ui/more";
import type { SampleProps } from "./sample";

/** Loaded when the first sample is opened. */
const Sample = lazy(() => import("./sample"));

/** The code of an operation, folded away. */
export function Samples(props: SampleProps) {
  const t = useTranslations("reference");
  const [open, setOpen] = useState(false);
  return (
    <More className="mt-5" title={t("code")} onToggle={(event) => setOpen(event.currentTarget.open)}>
      {open && (
        <Suspense fallback={<div className="shimmer mt-3 h-28 rounded-xl" />}>
          <Sample {...props} />
        </Suspense>
      )}
    </More>
  );
}
