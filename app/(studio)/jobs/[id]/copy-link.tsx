"use client";

import { Check, Link2 } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/button";
import { words } from "../../words";

/** Copies the film's own address; on plain http the browser may refuse, which is said. */
export function CopyLink({ url }: { url: string }) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(new URL(url, location.href).href);
      setState("copied");
    } catch {
      setState("failed");
    }
  };
  return (
    <Button onClick={copy} aria-live="polite">
      {state === "copied" ? <Check aria-hidden className="text-good" /> : <Link2 aria-hidden />}
      {{ idle: words.job.copy, copied: words.job.copied, failed: words.job.copyFailed }[state]}
    </Button>
  );
}
