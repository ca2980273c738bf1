"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode, RefObject } from "react";

const places = {
  middle: "top-1/2 left-1/2 max-h-[calc(100dvh-2rem)] w-[min(26rem,calc(100vw-2rem))] -translate-1/2 rounded-3xl",
  wide: "top-1/2 left-1/2 max-h-[calc(100dvh-2rem)] w-[min(60rem,calc(100vw-2rem))] -translate-1/2 rounded-3xl",
  whole: "inset-2 sm:inset-4 rounded-3xl",
  side: "top-3 right-3 max-h-[calc(100dvh-1.5rem)] w-[min(24rem,calc(100vw-1.5rem))] rounded-3xl",
};
export type WindowPlace = keyof typeof places;

type Props = {
  title: string;
  close: string;
  place?: WindowPlace;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Has the focus again when the window closes. */
  opener: RefObject<HTMLElement | null>;
  children: ReactNode;
};

export default function DialogWindow({ title, close, place = "middle", open, onOpenChange, opener, children }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay
          className={`fixed inset-0 z-40 ${place === "side" ? "bg-black/20" : "bg-black/60 backdrop-blur-sm"}`}
        />
        <Radix.Content
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            opener.current?.focus();
          }}
          className={`fixed z-40 flex flex-col bg-raised shadow-lift ring-1 ring-line ${places[place]}`}
        >
          <div className="flex items-center justify-between gap-4 py-3 pr-3 pl-6">
            <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
            <Radix.Close
              aria-label={close}
              className="grid size-10 place-items-center rounded-xl text-soft hover:bg-sunken hover:text-ink"
            >
              <X aria-hidden className="size-4" />
            </Radix.Close>
          </div>
          <div className="min-h-0 grow overflow-y-auto px-6 pb-6">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
