"use client";

import { useEffect, useState } from "react";
import type { Quote } from "@/lib/schemas/job";

/** The quote for continuing, fetched once per `key`; null until it is known, or when the server refuses it. */
export function useRestQuote(key: string | null, ask: () => Promise<Quote>): Quote | null {
  const [known, setKnown] = useState<{ key: string; quote: Quote } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` identifies the quote
  useEffect(() => {
    if (key === null) return;
    let current = true;
    ask().then(
      (quote) => current && setKnown({ key, quote }),
      () => {}, // pressing the button shows the error
    );
    return () => {
      current = false;
    };
  }, [key]);
  return known && known.key === key ? known.quote : null;
}
