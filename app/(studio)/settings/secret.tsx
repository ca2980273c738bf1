"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../_ui/button";

/** A secret to copy; if the browser refuses to copy, the user can select it. */
export function Secret({ text, hint }: { text: string; hint: string }) {
  const t = useTranslations("settings");
  const [copied, setCopied] = useState<string | null>(null);
  const copy = () =>
    navigator.clipboard?.writeText(text).then(
      () => setCopied(text),
      () => {},
    );
  return (
    <div role="status" className="flex flex-wrap items-center gap-3 rounded-xl bg-accent-wash px-4 py-3">
      <p className="w-full text-sm">{hint}</p>
      <code className="min-w-0 flex-1 text-sm break-all select-all">{text}</code>
      <Button onClick={copy}>{copied === text ? t("copied") : t("copy")}</Button>
    </div>
  );
}
