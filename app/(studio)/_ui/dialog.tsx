"use client";

import { Slot } from "radix-ui";
import { lazy, type ReactNode, Suspense, useRef, useState } from "react";
import type { WindowPlace } from "./dialog-window";

/** Loaded when a person comes near the button: the code of windows is as large as that of a page. */
const load = () => import("./dialog-window");
const Window = lazy(load);

type Props = {
  trigger: ReactNode;
  title: string;
  /** The label of the close button. */
  close: string;
  place?: WindowPlace;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  children: ReactNode;
};

/** A window over the page, with its own scroll bar when it is higher than the screen. */
export function Dialog({ trigger, open: given, onOpenChange, children, ...rest }: Props) {
  const [own, setOwn] = useState(false);
  const open = given ?? own;
  const change = onOpenChange ?? setOwn;
  const opener = useRef<HTMLElement>(null);
  return (
    <>
      <Opener ref={opener} open={open} load={load} onClick={() => change(!open)}>
        {trigger}
      </Opener>
      <Wanted open={open}>
        <Window open={open} onOpenChange={change} opener={opener} {...rest}>
          {children}
        </Window>
      </Wanted>
    </>
  );
}

type OpenerProps = {
  ref: React.RefObject<HTMLElement | null>;
  open: boolean;
  load: () => Promise<unknown>;
  onClick: () => void;
  children: ReactNode;
};

/** The button that opens a window; `children` is the button itself. */
export function Opener({ open, load, ...rest }: OpenerProps) {
  // Only a head start: the window itself reports that it could not be loaded.
  const soon = () => void load().catch(() => {});
  return (
    <Slot.Root
      aria-haspopup="dialog"
      aria-expanded={open}
      data-state={open ? "open" : "closed"}
      onPointerEnter={soon}
      onFocus={soon}
      {...rest}
    />
  );
}

/** Renders a window from its first opening on, so that it can close as it opened. */
export function Wanted({ open, children }: { open: boolean; children: ReactNode }) {
  const [isWanted, setWanted] = useState(open);
  if (open && !isWanted) setWanted(true);
  return isWanted && <Suspense>{children}</Suspense>;
}
