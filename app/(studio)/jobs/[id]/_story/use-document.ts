"use client";

import { useEffect, useEffectEvent, useMemo, useReducer, useState } from "react";
import { useTranslations } from "use-intl";
import { chooseTake, editStep, quoteChoice, quoteEdit } from "@/app/(studio)/_data/api";
import { ApiProblem, fieldWords, problemWords } from "@/app/(studio)/_data/api-problem";
import type { Job, Quote } from "@/lib/schemas/job";
import { documentReducer } from "./document-state";
import { keepDraft, loadDraft } from "./draft";
import { canEdit, continues, writtenStep } from "./story-steps";

const restMs = 400;

/** How the editor handles one of the documents. */
export type DocumentKind<T> = {
  step: string;
  read(job: Job): Promise<T>;
  /** The output of the step, for the API. */
  write(value: T): Record<string, unknown>;
  /** The field that an error of the API is about; "" for none. */
  fieldOf(pointer: string, value: T): string;
  /** The value as it is read again after it was saved. */
  settled(value: T): T;
  /** What is wrong with a value that must not be sent, as fields with their errors. */
  faultsOf?(value: T): [field: string, error: string][];
};

/** The server's answer to a version of the document. `take`: the take of the step that has the same text. */
type Answer = {
  written: string;
  quote: Quote | null;
  take: number | null;
  errors: Map<string, string>;
  problem: string | null;
};

export type Editing<T> = {
  value: T;
  /** The job's version. */
  base: T;
  change: (value: T, about?: string | null) => void;
  undo: (() => void) | null;
  redo: (() => void) | null;
  discard: () => void;
  /** Saves, or chooses the take with the same text. Resolves with whether that was done. */
  save: () => Promise<boolean>;
  /** Whether saving continues the job. */
  continues: boolean;
  isChanged: boolean;
  isElsewhere: boolean;
  isOpen: boolean;
  isSaving: boolean;
  quote: Quote | null;
  /** Whether the job's services have prices. */
  isPriced: boolean;
  /** The take that has the same text, which is chosen instead of saved once more. */
  take: number | null;
  /** Whether the server is still to check this version. */
  isPricing: boolean;
  problem: string | null;
  hasFaults: boolean;
  problemOf: (field: string) => string | undefined;
};

/** A document of the job: loaded, edited with a draft, undo and redo, checked and priced by the API, and saved. */
export function useDocument<T>(job: Job, kind: DocumentKind<T>, onSaved: () => Promise<void>): Editing<T> | null {
  const t = useTranslations();
  const { step, write } = kind;
  const textOf = (value: T) => JSON.stringify(write(value));
  const [state, dispatch] = useReducer(
    useMemo(() => documentReducer<T>((value) => JSON.stringify(write(value))), [write]),
    null,
  );
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [isSaving, setSaving] = useState(false);
  const source = writtenStep(job, step)?.text ?? null;
  const load = useEffectEvent(async () => kind.read(job));

  // biome-ignore lint/correctness/useExhaustiveDependencies: another state of the job may have another document
  useEffect(() => {
    if (source === null) return;
    let current = true;
    load().then(
      (value) => current && dispatch({ type: "loaded", value, draft: loadDraft<T>(job.id, step) }),
      () => {}, // the next change of the job loads it
    );
    return () => {
      current = false;
    };
  }, [source, job.id, job.status, step]);

  const now = state?.history.now;
  const written = now === undefined ? "" : textOf(now);
  const base = state ? textOf(state.base) : "";
  const isChanged = written !== base;
  const isOpen = canEdit(job);

  const keep = useEffectEvent(() => {
    if (state) keepDraft(job.id, step, isChanged ? { base, value: state.history.now } : null);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change of the text is kept
  useEffect(() => keep(), [written, base]);

  /** The answer to a value that must not be sent; null for one that may be. */
  const refusedHere = (value: T): Answer | null => {
    const errors = new Map(kind.faultsOf?.(value));
    return errors.size === 0 ? null : { written: textOf(value), quote: null, take: null, errors, problem: null };
  };
  const refusal = (reason: unknown, value: T): Answer => {
    const take = reason instanceof ApiProblem ? reason.take : undefined;
    if (take !== undefined) return { written: textOf(value), quote: null, take, errors: new Map(), problem: null };
    const errors = reason instanceof ApiProblem ? fieldWords(reason, t) : [];
    const named = errors.flatMap(({ pointer, detail }) => {
      const field = kind.fieldOf(pointer, value);
      return field ? [[field, detail] as const] : [];
    });
    const problem = named.length > 0 ? null : problemWords(reason, t);
    return { written: textOf(value), quote: null, take: null, errors: new Map(named), problem };
  };
  const priceOf = async (value: T): Promise<Answer> => {
    const refused = refusedHere(value);
    if (refused) return refused;
    const priced = { written: textOf(value), errors: new Map(), problem: null };
    try {
      return { ...priced, quote: await quoteEdit(job.id, step, write(value)), take: null };
    } catch (reason) {
      const answer = refusal(reason, value);
      if (answer.take === null) return answer;
      const quote = await quoteChoice(job.id, step, answer.take, { continue: true });
      return { ...answer, quote };
    }
  };
  const ask = useEffectEvent((isCurrent: () => boolean) => {
    if (now === undefined) return;
    priceOf(now)
      .catch((reason: unknown) => refusal(reason, now))
      .then((answer) => isCurrent() && setAnswer(answer));
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each version is priced once
  useEffect(() => {
    if (!isChanged || !isOpen) return;
    let current = true;
    const timer = setTimeout(() => ask(() => current), restMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [written, isChanged, isOpen]);

  if (!state || now === undefined) return null;
  const isAnswered = isChanged && answer?.written === written;
  const take = isAnswered ? answer.take : null;
  const save = async () => {
    const refused = refusedHere(now);
    if (refused) {
      setAnswer(refused);
      return false;
    }
    setSaving(true);
    try {
      await (take === null ? editStep(job.id, step, write(now)) : chooseTake(job.id, step, take));
      await onSaved(); // until the page knows that the job has moved, the change holds back its approval
      dispatch({ type: "saved", value: kind.settled(now) });
      return true;
    } catch (reason) {
      setAnswer(refusal(reason, now));
      return false;
    } finally {
      setSaving(false);
    }
  };
  return {
    value: now,
    base: state.base,
    change: (value, about = null) => dispatch({ type: "changed", value, about }),
    undo: state.history.past.length > 0 ? () => dispatch({ type: "undo" }) : null,
    redo: state.history.future.length > 0 ? () => dispatch({ type: "redo" }) : null,
    discard: () => dispatch({ type: "discard" }),
    save,
    continues: continues(job, step),
    isChanged,
    isElsewhere: isChanged && state.isElsewhere,
    isOpen,
    isSaving,
    quote: isAnswered ? answer.quote : null,
    isPriced: job.cost.max > 0,
    take,
    isPricing: isChanged && isOpen && !isAnswered,
    problem: isAnswered ? answer.problem : null,
    hasFaults: isAnswered && answer.errors.size > 0,
    problemOf: (field) => (isChanged ? answer?.errors.get(field) : undefined),
  };
}
