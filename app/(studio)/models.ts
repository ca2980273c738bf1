"use client";

import { useEffect, useState } from "react";
import type { Model } from "@/lib/job";
import { type ApiProblem, listModels } from "./api";

let asked: Promise<Model[]> | undefined;

/** The registry of models, asked for once per page load; null until it is there. */
export function useModels(): { models: Model[] | null; problem: ApiProblem | null } {
  const [models, setModels] = useState<Model[] | null>(null);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  useEffect(() => {
    asked ??= listModels();
    asked.then(setModels, (reason: ApiProblem) => {
      asked = undefined;
      setProblem(reason);
    });
  }, []);
  return { models, problem };
}
