"use client";

import { Images } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslations } from "use-intl";
import type { MediaType, Output } from "@/lib/schemas/job";
import { Button } from "../_ui/button";
import { Dialog } from "../_ui/dialog";

/** Loaded when the dialog is opened. */
const Picker = lazy(() => import("./picker"));

type Props = {
  kind: MediaType;
  /** The types of a `file` that fit; without it, all of them. */
  contentTypes?: readonly string[];
  disabled?: boolean;
  onPick: (file: Output, name: string) => void;
};

/** A button beside a field for files: chooses one that was uploaded or made before. */
export function FromLibrary({ kind, contentTypes, disabled, onPick }: Props) {
  const t = useTranslations("library");
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog
      title={t("pickTitle")}
      close={t("close")}
      place="wide"
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button size="small" disabled={disabled} className="pointer-coarse:min-h-11">
          <Images aria-hidden />
          {t("pick")}
        </Button>
      }
    >
      <Suspense fallback={<div className="shimmer h-64 rounded-2xl" />}>
        <Picker
          kind={kind}
          contentTypes={contentTypes}
          onPick={(file, name) => {
            setOpen(false);
            onPick(file, name);
          }}
        />
      </Suspense>
    </Dialog>
  );
}
