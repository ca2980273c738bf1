"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { fileAt } from "../_data/api";
import type { Asked } from "./quote";
import type { Sample } from "./samples";
import type { MediaField } from "./schema-form";
import { startId } from "./start-bar";

type Props = {
  sample: Sample | undefined;
  /** The quote of the form, once it is complete. */
  asked: Asked;
  isReady: boolean;
  fill: (options: Record<string, unknown>) => void;
  take: (file: File, field: string) => void;
  start: () => void;
  fail: (reason: unknown) => void;
};

/**
 * Makes the sample: fills in the form and starts. A job that costs money is not started: its price is shown, and the focus
 * moves to the start.
 */
export function useSample({ sample, asked, isReady, fill, take, start, fail }: Props) {
  const [state, setState] = useState<"idle" | "fetching" | "pricing">("idle");
  const [first] = sample?.examples ?? [];
  const media = sample?.media;
  const price = isReady && !asked.asking ? asked.quote?.cost.max : undefined;
  const isRefused = asked.refusal !== null;

  const decide = useEffectEvent(() => {
    setState("idle");
    if (price === 0) start();
    else document.getElementById(startId)?.focus();
  });
  useEffect(() => {
    if (state === "pricing" && (price !== undefined || isRefused)) decide();
  }, [state, price, isRefused]);

  /** A start that was pressed while the files were fetched: it is not lost. */
  const [isWanted, setWanted] = useState(false);
  const goOn = useEffectEvent(() => {
    setWanted(false);
    setState("idle");
    start();
  });
  useEffect(() => {
    if (isWanted && state !== "fetching") goOn();
  }, [isWanted, state]);

  const fetchFiles = (files: Record<string, string>) =>
    Promise.all(Object.entries(files).map(async ([field, url]) => take(await fileAt(url), field)));
  const make = () => {
    if (!media || !first || state !== "idle") return;
    setState("fetching");
    fill(first.options);
    fetchFiles(media).then(
      () => setState("pricing"),
      (reason: unknown) => {
        setState("idle");
        fail(reason);
      },
    );
  };
  /** Only the file of one field. */
  const takeFile = (field: string, url: string) => {
    if (state !== "idle") return;
    setState("fetching");
    fetchFiles({ [field]: url })
      .catch(fail)
      .finally(() => setState("idle"));
  };

  return {
    busy: state === "fetching",
    isWanted,
    /** Starts the job, once the sample's files are there. */
    start: () => (state === "fetching" ? setWanted(true) : start()),
    make: media && first ? make : undefined,
    fileFor: ({ name, media: type, required }: MediaField) => {
      const other = required ? sample?.files[type] : undefined;
      const url = media?.[name] ?? other;
      return url ? () => takeFile(name, url) : undefined;
    },
  };
}
