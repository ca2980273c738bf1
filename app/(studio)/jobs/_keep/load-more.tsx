"use client";

import { LoaderCircle } from "lucide-react";
import { useEffect, useEffectEvent, useRef } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../../_ui/button";

type Props = { label: string; busy: boolean; isStopped: boolean; onMore: () => void };

/** Loads the next page when a person nears the end of the list; a button does the same. */
export function LoadMore({ label, busy, isStopped, onMore }: Props) {
  const t = useTranslations("keep");
  const end = useRef<HTMLDivElement>(null);
  const near = useEffectEvent(() => {
    if (!busy && !isStopped) onMore();
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page that leaves the end in view is followed by the next
  useEffect(() => {
    if (!end.current) return;
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && near(), { rootMargin: "600px" });
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [busy]);
  return (
    <div ref={end} className="flex justify-center">
      <Button onClick={onMore} disabled={busy}>
        {busy && <LoaderCircle aria-hidden className="animate-spin" />}
        {busy ? t("loading") : label}
      </Button>
    </div>
  );
}
