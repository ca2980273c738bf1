"use client";

import { lazy, Suspense } from "react";
import type { MediaField } from "./schema-form";

/** Loaded for workflows that take reference pictures. */
const ReferenceList = lazy(() => import("./reference-list"));

type Props = { fields: MediaField[]; text: string; onChange: (text: string) => void };

/** Offers the named pictures of the library below the prompt of a workflow that takes several pictures. */
export function ReferenceNames({ fields, text, onChange }: Props) {
  if (!fields.some(({ media, many }) => many && media === "image")) return null;
  return (
    <Suspense>
      <ReferenceList onChoose={(mention) => onChange(`${text}${/(^|\s)$/.test(text) ? "" : " "}${mention} `)} />
    </Suspense>
  );
}
