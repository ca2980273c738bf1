import { AlertDialog } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button";

type Props = {
  trigger: ReactNode;
  title: string;
  text: ReactNode;
  yes: string;
  no: string;
  kind?: "danger" | "main";
  /** False while the person cannot confirm yet. */
  isReady?: boolean;
  onYes: () => void;
};

/** Asks for confirmation before an action that cannot be undone or that costs money (`main`). */
export function Confirm({ trigger, title, text, yes, no, kind = "danger", isReady = true, onYes }: Props) {
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger asChild>{trigger}</AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-30 bg-black/60 backdrop-blur-sm" />
        <AlertDialog.Content className="fixed top-1/2 left-1/2 z-40 flex w-[min(26rem,calc(100vw-2rem))] -translate-1/2 flex-col gap-3 rounded-3xl bg-raised p-6 shadow-lift ring-1 ring-line">
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
