"use client";

import { useEffect, useState } from "react";
import type { Model } from "@/lib/job";
import { listModels } from "./api";

let asked: Promise<Model[]> | undefined;

/** The registry of models, asked for once per page load; null until it is there. */
export function useModels(): { models: Model[] | null; problem: unknown } {
  const [models, setModels] = useState<Model[] | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  useEffect(() => {
    asked ??= listModels();
    asked.then(setModels, (reason: unknown) => {
      asked = undefined;
      setProblem(reason);
    });
  }, []);
  return { models, problem };
}
