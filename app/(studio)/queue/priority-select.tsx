"use client";

import { useTranslations } from "use-intl";
import type { Job } from "@/lib/schemas/job";

const priorities: readonly Job["priority"][] = ["urgent", "high", "normal", "low"];

type Props = { label: string; value: Job["priority"]; onChange: (priority: Job["priority"]) => void };

export function PrioritySelect({ label, value, onChange }: Props) {
  const t = useTranslations("keep.priority");
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => {
        const next = priorities.find((one) => one === event.target.value);
        if (next) onChange(next);
      }}
      className="min-h-9 shrink-0 rounded-lg bg-raised px-1.5 text-xs text-soft ring-1 ring-line ring-inset hover:text-ink"
    >
      {priorities.map((one) => (
        <option key={one} value={one}>
          {t(one)}
        </option>
      ))}
    </select>
  );
}
