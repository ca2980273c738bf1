"use client";

import { lazy, Suspense, useState } from "react";
import { useTranslations } from "use-intl";
import type { SampleProps } from "./sample";

/** Loaded when the first sample is opened. */
const Sample = lazy(() => import("./sample"));

/** The code of an operation, folded away. */
export function Samples(props: SampleProps) {
  const t = useTranslations("reference");
  const [open, setOpen] = useState(false);
  return (
    <details className="mt-5" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit rounded-md text-sm font-semibold text-accent">{t("code")}</summary>
      {open && (
        <Suspense fallback={<div className="shimmer mt-3 h-28 rounded-xl" />}>
          <Sample {...props} />
        </Suspense>
      )}
    </details>
  );
}
