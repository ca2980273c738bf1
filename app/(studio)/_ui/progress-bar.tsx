"use client";

import { Progress } from "radix-ui";

/** `value` from 0 to 1. */
export function ProgressBar({ value, label, className }: { value: number; label: string; className?: string }) {
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 1000) / 10;
  return (
    <Progress.Root
      value={Math.round(percent)}
      aria-label={label}
      className={`h-1.5 w-full overflow-hidden rounded-full bg-sunken ${className ?? ""}`}
    >
      <Progress.Indicator
        className="h-full origin-left rounded-full bg-accent transition-transform duration-1000 ease-linear motion-reduce:transition-none"
        style={{ transform: `translateX(${percent - 100}%)` }}
      />
    </Progress.Root>
  );
}
