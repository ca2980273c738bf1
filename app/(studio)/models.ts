"use client";

import { useEffect, useMemo, useState } from "react";
import { useLocale } from "use-intl";
import type { Model } from "@/lib/job";
import { listModels } from "./api";
import { modelIn } from "./model-words";

let asked: Promise<Model[]> | undefined;
let known: Model[] | null = null;

/** The registry of models in the page's language, asked for once per page load; null until it is there. */
export function useModels(): { models: Model[] | null; problem: unknown } {
  const locale = useLocale();
  const [models, setModels] = useState<Model[] | null>(known);
  const [problem, setProblem] = useState<unknown>(null);
  useEffect(() => {
    asked ??= listModels();
    asked.then(
      (answer) => {
        known = answer;
        setModels(answer);
      },
      (reason: unknown) => {
        asked = undefined;
        setProblem(reason);
      },
    );
  }, []);
  const spoken = useMemo(() => models?.map((model) => modelIn(locale, model)), [models, locale]) ?? null;
  return { models: spoken, problem };
}
