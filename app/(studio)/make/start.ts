"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { generate } from "../api";
import { ApiProblem, fieldWords, problemWords } from "../api-problem";
import { type FieldProblems, placeProblem, readInput, readOptions } from "./form-answers";
import type { MediaItem } from "./media-items";
import type { readForm, Value } from "./schema-form";

type Form = ReturnType<typeof readForm>;

/** Starts the job and goes to its page. Pressed while a file is still going up, it waits for it and then starts. */
export function useStart(
  model: string,
  form: Form,
  values: Record<string, Value>,
  items: Record<string, MediaItem[]>,
  said: string | null,
  review: boolean,
) {
  const t = useTranslations();
  const router = useRouter();
  const [state, setState] = useState<"idle" | "uploading" | "starting">("idle");
  const [problems, setProblems] = useState<FieldProblems>({});
  const [rest, setRest] = useState<string[]>(said ? [said] : []);
  const [refusals, setRefusals] = useState(0);
  useEffect(() => {
    if (refusals > 0) document.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [refusals]);

  const given = form.media.flatMap((field) => items[field.name] ?? []);
  const uploading = given.some((item) => !item.url && !item.problem);

  const send = async () => {
    const bad = given.some((item) => item.problem);
    const media = readInput(form.media, (field) => (items[field] ?? []).flatMap((item) => item.url ?? []), t);
    const { options, problems: wrong } = readOptions(form.options, values, t);
    for (const field of form.media)
      if (items[field.name]?.some((item) => item.problem)) delete media.problems[field.name];
    const found = { ...media.problems, ...wrong };
    setProblems(found);
    setRest([]);
    if (bad || Object.keys(found).length > 0) return setRefusals((now) => now + 1);
    setState("starting");
    try {
      const job = await generate({ model, input: media.input, options, review });
      router.push(`/jobs/${job.id}`);
    } catch (reason) {
      setState("idle");
      if (!(reason instanceof ApiProblem)) throw reason;
      const shown = [...form.media, ...form.options].map((field) => field.name);
      const placed = placeProblem(
        { message: problemWords(reason, t), errors: fieldWords(reason, t) },
        shown,
        media.owners,
        form.media[0]?.name,
      );
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

  /** What would be sent, once nothing is missing any more and every file is here. */
  const ready = () => {
    const media = readInput(form.media, (field) => (items[field] ?? []).flatMap((item) => item.url ?? []), t);
    const { options, problems: wrong } = readOptions(form.options, values, t);
    const isHere = !uploading && media.input.every(({ url }) => url.startsWith("asset:"));
    const isWhole = Object.keys({ ...media.problems, ...wrong }).length === 0;
    return isHere && isWhole ? { model, input: media.input, options } : null;
  };

  const busy = { idle: null, uploading: t("make.uploading"), starting: t("make.starting") }[state];
  return { start, busy, ready, problems, rest, setProblems, setRest };
}
