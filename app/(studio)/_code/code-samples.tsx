"use client";

import { useTranslations } from "use-intl";
import type { GenerateBody } from "@/lib/schemas/generate";
import { keyVariable } from "@/lib/snippets/api-call";
import { basePath } from "@/server/http/base-path";
import { CodeTabs } from "./code-tabs";

/** A request that starts a job. The key is the name of a variable: code ends up in files. */
export default function CodeSamples({ request }: { request: GenerateBody }) {
  const t = useTranslations("code");
  const url = `${location.origin}${basePath}`;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-pretty text-soft">{t("text", { name: keyVariable })}</p>
      <CodeTabs
        call={{ url, method: "POST", path: "/v1/generate", body: request }}
        language={t("language")}
        copy={t("copy")}
      />
    </div>
  );
}
