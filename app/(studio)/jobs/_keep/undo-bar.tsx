"use client";

import { lazy, Suspense } from "react";
import { useDeleted } from "./deleted-jobs";

/** Loaded with the first delete: every page has the bar. */
const UndoNotice = lazy(() => import("./undo-notice"));

/** The bar that brings deleted jobs back; nothing while none was deleted in this tab. */
export function UndoBar() {
  const deleted = useDeleted();
  if (deleted.length === 0) return null;
  return (
    <Suspense>
      <UndoNotice key={deleted[0]} ids={deleted} />
    </Suspense>
  );
}
