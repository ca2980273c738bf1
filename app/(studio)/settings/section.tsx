import type { ReactNode } from "react";

type Props = { id: string; title: string; problem?: string | null; children: ReactNode };

/** One part of the settings, with what went wrong in it. */
export function Section({ id, title, problem, children }: Props) {
  return (
    <section aria-labelledby={id} className="flex flex-col gap-4 rounded-3xl bg-raised p-5 ring-1 ring-line sm:p-6">
      <h2 id={id} className="text-xl font-semibold tracking-tight">
        {title}
      </h2>
      {problem && (
        <p role="alert" className="rounded-xl bg-bad-wash px-4 py-3 text-sm font-medium text-bad">
          {problem}
        </p>
      )}
      {children}
    </section>
  );
}

export const box =
  "min-h-10 min-w-0 grow rounded-xl bg-raised px-3.5 ring-1 ring-edge ring-inset placeholder:text-faint";
