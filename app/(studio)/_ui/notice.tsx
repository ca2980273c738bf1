import type { ReactNode } from "react";
import { Mark } from "./mark";

/** A page with a single message: not found, broken, sign in. */
export function Notice({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className="grid min-h-[75dvh] place-items-center px-5 py-16">
      <div className="flex w-full max-w-md flex-col items-center gap-5 text-center">
        <Mark className="size-12" />
        <h1 className="text-balance text-2xl font-semibold tracking-tight">{title}</h1>
        <p className="text-pretty text-soft">{text}</p>
        {children}
      </div>
    </div>
  );
}
