import type { ReactNode } from "react";

type Props = { headline: string; text: string; choice: ReactNode };

/** The title of the chosen workflow, and the choice of another one. */
export function MakerHead({ headline, text, choice }: Props) {
  return (
    <header className="flex flex-col gap-4 sm:flex-row sm:items-start sm:justify-between sm:gap-8">
      <div className="flex min-w-0 flex-col gap-1.5">
        <h1 className="text-2xl font-semibold tracking-tight text-balance">{headline}</h1>
        <p className="text-pretty text-soft">{text}</p>
      </div>
      {choice}
    </header>
  );
}
