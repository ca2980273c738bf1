"use client";

import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { basePath } from "@/server/http/base-path";
import { type FoldName, type Folds, foldsCookie, readFolds, writtenFolds } from "./folds";

const yearSeconds = 31_536_000;

type Props = { name: FoldName; title: string; folds: Folds; isOpen: boolean; isRare?: boolean; children: ReactNode };

/**
 * A part of the page that can be folded away. `isOpen`: at first, until the person has chosen. `isRare`: its content is made
 * when it is opened.
 */
export function Fold({ name, title, folds, isOpen, isRare = false, children }: Props) {
  const [open, setOpen] = useState(folds[name] ?? isOpen);
  const toggle = (next: boolean) => {
    if (next === open) return;
    setOpen(next);
    const known = document.cookie.split("; ").find((one) => one.startsWith(`${foldsCookie}=`));
    const written = writtenFolds({ ...readFolds(known?.split("=")[1]), [name]: next });
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in some browsers
    document.cookie = `${foldsCookie}=${written}; path=${basePath || "/"}; max-age=${yearSeconds}; samesite=lax`;
  };
  return (
    <details className="group/fold" open={open} onToggle={({ currentTarget }) => toggle(currentTarget.open)}>
      <summary className="flex min-h-10 w-fit list-none items-center gap-2 rounded-lg pr-3 [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-5 text-soft transition-transform group-open/fold:rotate-90" />
        <h2 id={name} className="text-xl font-semibold tracking-tight">
          {title}
        </h2>
      </summary>
      <div className="pt-3">{(open || !isRare) && children}</div>
    </details>
  );
}
