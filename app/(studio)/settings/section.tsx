import type { ReactNode } from "react";
import { Lines } from "../_ui/lines";

type Props = { id: string; title: string; text?: string; problem?: string | null; children: ReactNode };

/** One section of the settings, with its error. */
export function Section({ id, title, text, problem, children }: Props) {
  return (
    <section aria-labelledby={id} className="flex flex-col gap-5 rounded-3xl bg-raised p-5 ring-1 ring-line sm:p-7">
      <div className="flex flex-col gap-1">
        <h2 id={id} className="text-xl font-semibold tracking-tight">
          {title}
        </h2>
        {text && <p className="text-pretty text-sm text-soft">{text}</p>}
      </div>
      {problem && (
        <p role="alert" className="rounded-xl bg-bad-wash px-4 py-3 text-sm font-medium text-bad">
          <Lines text={problem} />
        </p>
      )}
      {children}
    </section>
  );
}

/** A placeholder of the height of an expected answer. */
export const Awaited = ({ lines }: { lines: number }) => (
  <div
    aria-hidden
    className="animate-pulse rounded-xl bg-sunken motion-reduce:animate-none"
    style={{ height: `${lines * 1.5}rem` }}
  />
);

export const box =
  "min-h-10 w-full min-w-0 rounded-xl bg-raised px-3.5 ring-1 ring-edge ring-inset placeholder:text-faint";
