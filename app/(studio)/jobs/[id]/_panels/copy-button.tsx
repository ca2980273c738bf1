"use client";

import { Check, Copy, Link2 } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/app/(studio)/_ui/button";

type Props = { text: () => string; label: string; className?: string };

/** Copies a text; the button says whether that worked. */
export function CopyText({ icon, ...props }: Props & { icon?: ComponentProps<typeof Icon>["icon"] }) {
  const t = useTranslations("job");
  const [state, setState] = useState<"copy" | "copied" | "copyFailed">("copy");
  const press = () => copy(props.text()).then((worked) => setState(worked ? "copied" : "copyFailed"));
  return (
    <Button onClick={press} size="small" aria-live="polite" className={`whitespace-nowrap ${props.className ?? ""}`}>
      {state === "copied" ? <Check aria-hidden className="text-good" /> : <Icon icon={icon} />}
      {state === "copy" ? props.label : t(state)}
    </Button>
  );
}

/** Copies a link as seen from the address under which the studio was opened. */
export const CopyLink = ({ path, ...rest }: Omit<Props, "text"> & { path: string }) => (
  <CopyText text={() => new URL(path, location.href).href} icon="link" {...rest} />
);

function Icon({ icon = "text" }: { icon?: "text" | "link" }) {
  return icon === "link" ? <Link2 aria-hidden /> : <Copy aria-hidden />;
}

/** Browsers deny the clipboard to pages over plain http: there a selection is copied, as people do it. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "fixed inset-0 opacity-0";
    const before = document.activeElement;
    document.body.append(field);
    field.select();
    const worked = document.execCommand("copy");
    field.remove();
    if (before instanceof HTMLElement) before.focus();
    return worked;
  }
}
