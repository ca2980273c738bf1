"use client";

import { useTranslations } from "use-intl";
import { basePath } from "@/server/http/base-path";
import { CodeTabs } from "../(studio)/_code/code-tabs";

export type SampleProps = { method: string; path: string; body?: unknown; flags?: string };

export default function Sample({ method, path, body, flags }: SampleProps) {
  const t = useTranslations("reference");
  const call = {
    ...{ url: `${location.origin}${basePath}`, method, body, flags },
    path: path.replace(/\{(\w+)\}/g, "<$1>"),
  };
  return (
    <div className="mt-3">
      <CodeTabs call={call} only={flags ? "curl" : undefined} language={t("language")} copy={t("copy")} />
    </div>
  );
}
