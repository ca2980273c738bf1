"use client";

import { useEffect, useEffectEvent, useState } from "react";
import type { Quote } from "@/lib/schemas/job";
import { type GenerateBody, quote } from "../_data/api";

/** Milliseconds without a change until the price is asked for. */
const calm = 500;

export type Asked = {
  /** What the job would cost; while it is asked for again, what was told last. */
  quote: Quote | null;
  /** Whether another answer is awaited. */
  asking: boolean;
  /** Why it would be refused as it is now. */
  refusal: unknown;
};

type Known = { model: string; key: string; quote: Quote | null; refusal: unknown };

/**
 * What a job would cost, asked when its form is complete and again when something changes that can matter: media and
 * options, but not the `words`, so that the price stands still while somebody writes.
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
