import type { Tone } from "./status-style";

const looks: Record<Tone, string> = {
  calm: "bg-sunken text-soft",
  busy: "bg-accent-wash text-accent",
  good: "bg-good-wash text-good",
  bad: "bg-bad-wash text-bad",
};

export function StatusBadge({ tone, label, className }: { tone: Tone; label: string; className?: string }) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-xs font-semibold whitespace-nowrap ${looks[tone]} ${className ?? ""}`}
    >
      <span
        aria-hidden
        className={`size-1.5 shrink-0 rounded-full bg-current ${tone === "busy" ? "animate-pulse-dot" : ""}`}
      />
      {label}
    </span>
  );
}
