"use client";

import { useEffect, useEffectEvent, useState } from "react";
import type { Quote } from "@/lib/schemas/job";
import { type GenerateBody, quote } from "../_data/api";

/** Milliseconds without a change before a quote is requested. */
const calm = 500;

export type Asked = {
  /** The quote; during a new request, the previous one. */
  quote: Quote | null;
  /** Whether a request is running. */
  asking: boolean;
  /** The error that the start would give now. */
  refusal: unknown;
};

type Known = { model: string; key: string; quote: Quote | null; refusal: unknown };

/**
 * The quote of a job, requested when its form is complete and after relevant changes: of media and options, but not of
 * the `words`, so that the price does not flicker while the user types.
 */
export function useQuote(model: string, body: GenerateBody | null, words: string[]): Asked {
  const [known, setKnown] = useState<Known | null>(null);
  const key = body && JSON.stringify({ ...body, options: without(body.options ?? {}, words) });
  const ask = useEffectEvent((asked: string, isCurrent: () => boolean) => {
    if (!body) return;
    const tell = (answer: Pick<Known, "quote" | "refusal">) =>
      isCurrent() && setKnown({ model: body.model, key: asked, ...answer });
    quote(body).then(
      (told) => tell({ quote: told, refusal: null }),
      (refusal: unknown) => tell({ quote: null, refusal }),
    );
  });
  useEffect(() => {
    if (!key) return;
    let current = true;
    const timer = setTimeout(() => ask(key, () => current), calm);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [key]);
  const isSame = known?.key === key;
  return {
    quote: known?.model === model ? known.quote : null,
    asking: key !== null && !isSame,
    refusal: isSame ? (known?.refusal ?? null) : null,
  };
}

const without = (options: Record<string, unknown>, names: string[]) =>
  Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)));
