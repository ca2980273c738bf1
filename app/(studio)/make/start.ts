"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { type GenerateBody, generate } from "../_data/api";
import { ApiProblem, fieldWords, problemWords } from "../_data/api-problem";
import { noteStarted } from "../_data/started-job";
import { type FieldProblems, placeProblem, readInput, readOptions } from "./form-answers";
import type { MediaItem } from "./media-items";
import type { readForm, Value } from "./schema-form";

/** The form's values; `more` is sent in addition to the media and options. */
export type Filled = {
  model: string;
  form: ReturnType<typeof readForm>;
  values: Record<string, Value>;
  items: Record<string, MediaItem[]>;
  more: Pick<GenerateBody, "review" | "webhookUrl" | "priority">;
};

/** Starts the job and goes to its page. While a file is uploading, it waits for it and then starts. */
export function useStart({ model, form, values, items, more }: Filled, said: string | null, onStarted: () => void) {
  const t = useTranslations();
  const router = useRouter();
  const [state, setState] = useState<"idle" | "uploading" | "starting">("idle");
  const [problems, setProblems] = useState<FieldProblems>({});
  const [rest, setRest] = useState<string[]>(said ? [said] : []);
  const [refusals, setRefusals] = useState(0);
  const keyFor = useOnceKey();
  useEffect(() => {
    if (refusals > 0) document.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [refusals]);

  const given = form.media.flatMap((field) => items[field.name] ?? []);
  const uploading = given.some((item) => !item.url && !item.problem);
  const media = readInput(form.media, (field) => (items[field] ?? []).flatMap((item) => item.url ?? []), t);
  const { options, problems: wrong } = readOptions(form.options, values, t);
  const body: GenerateBody = { model, input: media.input, options, ...more };

  /** Shows an error: messages for fields at the fields, the rest above the button. */
  const place = (reason: unknown) => {
    const shown = [...form.media, ...form.options].map((field) => field.name);
    const errors = reason instanceof ApiProblem ? fieldWords(reason, t) : [];
    return placeProblem({ message: problemWords(reason, t), errors }, shown, media.owners, form.media[0]?.name);
  };

  const send = async () => {
    const missing = { ...media.problems };
    for (const field of form.media) if (items[field.name]?.some((item) => item.problem)) delete missing[field.name];
    const found = { ...missing, ...wrong };
    setProblems(found);
    setRest([]);
    if (given.some((item) => item.problem) || Object.keys(found).length > 0) return setRefusals((now) => now + 1);
    setState("starting");
    try {
      const job = await generate(body, keyFor(body));
      onStarted();
      noteStarted(job.id);
      router.push(`/jobs/${job.id}`);
    } catch (reason) {
      setState("idle");
      const placed = place(reason);
      setProblems(placed.problems);
      setRest(placed.rest);
      setRefusals((now) => now + 1);
    }
  };

  const start = () => {
    if (state === "starting") return;
    if (uploading) setState("uploading");
    else {
      setState("idle");
      void send();
    }
  };

  const goOn = useEffectEvent(start);
  useEffect(() => {
    if (state === "uploading" && !uploading) goOn();
  }, [state, uploading]);

  const isWhole = !uploading && Object.keys({ ...media.problems, ...wrong }).length === 0;
  const busy = { idle: null, uploading: t("make.uploading"), starting: t("make.starting") }[state];
  /** `ready`: the request body, once nothing is missing and every file is uploaded. */
  return { start, busy, ready: isWhole ? body : null, place, problems, rest, setProblems, setRest };
}

/** One idempotency key per body: pressing again after a lost answer starts no second job. */
function useOnceKey() {
  const sent = useRef({ body: "", key: "" });
  return (body: GenerateBody): string => {
    const text = JSON.stringify(body);
    // Not `randomUUID`, which browsers withhold from pages on plain http.
    const chosen = () => [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("-");
    if (sent.current.body !== text) sent.current = { body: text, key: chosen() };
    return sent.current.key;
  };
}
