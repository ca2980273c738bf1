"use client";

import { AlertDialog } from "radix-ui";
import type { ReactNode, RefObject } from "react";
import { Button } from "./button";

export type Question = {
  title: string;
  text: ReactNode;
  yes: string;
  no: string;
  kind?: "danger" | "main";
  /** False while the person cannot confirm yet. */
  isReady?: boolean;
  onYes: () => void;
};

type Props = Question & {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Has the focus again when the window closes. */
  opener: RefObject<HTMLElement | null>;
};

export default function ConfirmWindow(props: Props) {
  const { title, text, yes, no, kind = "danger", isReady = true, onYes, open, onOpenChange, opener } = props;
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-30 bg-black/60 backdrop-blur-sm" />
        <AlertDialog.Content
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            opener.current?.focus();
          }}
          className="fixed top-1/2 left-1/2 z-40 flex w-[min(26rem,calc(100vw-2rem))] -translate-1/2 flex-col gap-3 rounded-3xl bg-raised p-6 shadow-lift ring-1 ring-line"
        >
          <AlertDialog.Title className="text-xl font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description className="text-soft">{text}</AlertDialog.Description>
          <div className="mt-3 flex flex-wrap justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>{no}</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button kind={kind} disabled={!isReady} onClick={onYes}>
                {yes}
              </Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
