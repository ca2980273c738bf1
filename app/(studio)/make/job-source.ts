"use client";

import { useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import type { Job } from "@/lib/schemas/job";
import { getJob } from "../_data/api";
import { ApiProblem } from "../_data/api-problem";
import { asText, type MediaField, type OptionField, type Value } from "./schema-form";

type Source = { id: string; job: Job | null; problem: unknown };

/** The earlier job in `/?from=<id>`; `ready` is false until it is loaded. */
export function useSource() {
  const id = useSearchParams().get("from");
  const [source, setSource] = useState<Source | null>(null);
  useEffect(() => {
    if (!id) return;
    let current = true;
    getJob(id).then(
      (job) => current && setSource({ id, job, problem: null }),
      (reason: unknown) => {
        const gone = reason instanceof ApiProblem && reason.status === 404;
        if (current) setSource({ id, job: null, problem: gone ? new ApiProblem("noSource") : reason });
      },
    );
    return () => {
      current = false;
    };
  }, [id]);
  const known = source?.id === id ? source : null;
  return { ready: id === null || known !== null, job: known?.job ?? null, problem: known?.problem ?? null };
}

/** A job's options as values of the form. */
export function valuesOf(job: Job, fields: OptionField[]): Record<string, Value> {
  const known = fields.filter(({ name }) => job.options[name] !== undefined && job.options[name] !== null);
  return Object.fromEntries(
    known.map(({ name, kind }) => {
      const value = job.options[name];
      return [name, kind === "switch" ? value === true : asText(value)];
    }),
  );
}

/** A job's input media by form field; one without a field of the form goes to the next field of its type. */
export function mediaOf(job: Job, fields: MediaField[]): { field: MediaField; asset: Job["inputs"][number] }[] {
  const left = [...job.inputs];
  return fields.flatMap((field) => {
    const taken: { field: MediaField; asset: Job["inputs"][number] }[] = [];
    for (let i = 0; i < left.length && taken.length < field.max; i++) {
      const asset = left[i];
      const isOfOther = fields.some(({ name }) => name !== field.name && name === asset?.field);
      if (asset?.type === field.media && !isOfOther) taken.push({ field, asset });
    }
    for (const { asset } of taken) left.splice(left.indexOf(asset), 1);
    return taken;
  });
}
