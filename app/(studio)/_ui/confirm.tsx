"use client";

import { lazy, type ReactNode, useRef, useState } from "react";
import type { Question } from "./confirm-window";
import { Opener, Wanted } from "./dialog";

const load = () => import("./confirm-window");
const Window = lazy(load);

/** Asks for confirmation before an action that cannot be undone or that costs money (`main`). */
export function Confirm({ trigger, ...question }: Question & { trigger: ReactNode }) {
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLElement>(null);
  return (
    <>
      <Opener ref={opener} open={open} load={load} onClick={() => setOpen(true)}>
        {trigger}
      </Opener>
      <Wanted open={open}>
        <Window open={open} onOpenChange={setOpen} opener={opener} {...question} />
      </Wanted>
    </>
  );
}
