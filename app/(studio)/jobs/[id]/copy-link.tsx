"use client";

import { Check, Link2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../../ui/button";

/** Copies the film's own address; on plain http the browser may refuse, which is said. */
export function CopyLink({ url }: { url: string }) {
  const t = useTranslations("job");
  const [state, setState] = useState<"copy" | "copied" | "copyFailed">("copy");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(new URL(url, location.href).href);
      setState("copied");
    } catch {
      setState("copyFailed");
    }
  };
  return (
    <Button onClick={copy} aria-live="polite" className="px-2">
      {state === "copied" ? <Check aria-hidden className="text-good" /> : <Link2 aria-hidden />}
      {t(state)}
    </Button>
  );
}
