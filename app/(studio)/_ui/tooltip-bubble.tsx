"use client";

import { Tooltip as Radix } from "radix-ui";
import { createPortal } from "react-dom";

type Props = { on: HTMLElement; text: string; onClose: () => void };

/** The bubble of a tooltip, anchored to a span at the button's place, because the button is not Radix's own. */
export default function Bubble({ on, text, onClose }: Props) {
  const { top, left, width, height } = on.getBoundingClientRect();
  // A screen reader finds it in a landmark; while a dialog is open, only what is beside the dialog is not hidden.
  const place = on.closest("[role=dialog], [role=alertdialog]") ? undefined : document.querySelector("main");
  return (
    <Radix.Provider>
      <Radix.Root open onOpenChange={(open) => !open && onClose()}>
        {createPortal(
          <Radix.Trigger asChild>
            <span aria-hidden className="pointer-events-none fixed" style={{ top, left, width, height }} />
          </Radix.Trigger>,
          document.body,
        )}
        <Radix.Portal container={place}>
          <Radix.Content
            sideOffset={6}
            collisionPadding={8}
            className="z-50 max-w-64 animate-appear rounded-lg bg-ink px-2.5 py-1 text-sm text-pretty text-paper shadow-lift"
          >
            {text}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
