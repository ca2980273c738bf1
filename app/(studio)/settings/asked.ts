"use client";

import { useCallback, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { ApiProblem, problemWords } from "../_data/api-problem";

/**
 * The data of a settings section; `tell` shows the result or the error of a change. With `everyMs` the request repeats
 * while the page is visible. `forbidden`: this key may not see the section.
 */
export function useAsked<T>(question: () => Promise<T>, everyMs?: number) {
  const t = useTranslations();
  const [answer, setAnswer] = useState<T | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [forbidden, setForbidden] = useState(false);
  const tell = useCallback(
    <A>(change: Promise<A>, done: (answer: A) => void) =>
      change.then(
        (answer) => {
          setProblem(null);
          done(answer);
        },
        (reason: unknown) => {
          if (reason instanceof ApiProblem && reason.status === 403) setForbidden(true);
          else setProblem(problemWords(reason, t));
        },
      ),
    [t],
  );
  const ask = useCallback(() => tell(question(), setAnswer), [tell, question]);
  useEffect(() => {
    void ask();
    if (!everyMs) return;
    const timer = setInterval(() => !document.hidden && ask(), everyMs);
    return () => clearInterval(timer);
  }, [ask, everyMs]);
  return { answer, problem, forbidden, tell, ask };
}
