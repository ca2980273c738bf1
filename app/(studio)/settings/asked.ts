"use client";

import { useCallback, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { problemWords } from "../api-problem";

/** What the server says to a question of a settings section; `tell` takes the answer of a change, or its refusal. */
export function useAsked<T>(question: () => Promise<T>) {
  const t = useTranslations();
  const [answer, setAnswer] = useState<T | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const tell = useCallback(
    <A>(change: Promise<A>, done: (answer: A) => void) => {
      setProblem(null);
      change.then(done, (reason: unknown) => setProblem(problemWords(reason, t)));
    },
    [t],
  );
  const ask = useCallback(() => tell(question(), setAnswer), [tell, question]);
  useEffect(ask, [ask]);
  return { answer, problem, tell, ask };
}
