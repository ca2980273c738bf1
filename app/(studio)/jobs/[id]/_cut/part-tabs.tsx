"use client";

import type { KeyboardEvent, ReactNode } from "react";
import { useTranslations } from "use-intl";
import { type Part, parts } from "./parts";

type Props = { part: Part; onPart: (part: Part) => void; children: ReactNode };

/** The tabs of the fields. Small on purpose: a library for them would be a tenth of the page's scripts. */
export function PartTabs({ part, onPart, children }: Props) {
  const t = useTranslations("cut");
  const walk = (event: KeyboardEvent<HTMLElement>) => {
    const at = parts.indexOf(part);
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const to = event.key === "Home" ? 0 : event.key === "End" ? -1 : by === undefined ? null : (at + by) % parts.length;
    const next = to === null ? undefined : parts.at(to);
    if (!next || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onPart(next);
    document.getElementById(`part-${next}`)?.focus();
  };
  return (
    <div className="flex flex-col rounded-3xl bg-raised ring-1 ring-line lg:max-h-[calc(var(--film-height)+3.5rem)]">
      <div role="tablist" aria-label={t("parts")} className="flex gap-1 border-b border-line p-2">
        {parts.map((one) => (
          <button
            key={one}
            id={`part-${one}`}
            type="button"
            role="tab"
            aria-selected={one === part}
            aria-controls={one === part ? "part-fields" : undefined}
            tabIndex={one === part ? 0 : -1}
            onClick={() => onPart(one)}
            onKeyDown={walk}
            className="min-h-10 min-w-0 flex-1 truncate rounded-xl px-2 text-sm font-medium text-soft hover:text-ink aria-selected:bg-sunken aria-selected:text-ink pointer-coarse:min-h-11"
          >
            {t(`part.${one}`)}
          </button>
        ))}
      </div>
      <div
        id="part-fields"
        role="tabpanel"
        aria-labelledby={`part-${part}`}
        className="min-h-0 overflow-y-auto rounded-b-3xl p-4"
      >
        {children}
      </div>
    </div>
  );
}
