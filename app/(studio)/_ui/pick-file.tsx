"use client";

import { LoaderCircle, type LucideIcon, Upload } from "lucide-react";
import { type ComponentProps, useRef } from "react";
import { Button } from "./button";

type Props = Omit<ComponentProps<typeof Button>, "onClick" | "children"> & {
  label: string;
  /** What the button says meanwhile, if not the label. */
  says?: string;
  /** The types of the file dialog; without it, all. */
  accept?: string;
  busy?: boolean;
  icon?: LucideIcon;
  onPick: (file: File) => void;
};

/** A button that opens the file dialog and gives one file. The same file can be picked again. */
export function PickFile({ label, says = label, accept, busy = false, icon: Icon = Upload, onPick, ...rest }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={accept}
        aria-label={label}
        tabIndex={-1}
        className="sr-only"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          target.value = "";
          if (file) onPick(file);
        }}
      />
      <Button disabled={busy} {...rest} onClick={() => input.current?.click()}>
        {busy ? <LoaderCircle aria-hidden className="animate-spin" /> : <Icon aria-hidden />}
        {says}
      </Button>
    </>
  );
}
