"use client";

import { useEffect, useState } from "react";
import type { Quote } from "@/lib/schemas/job";

/** What it would cost to go on, asked once `key` is known; null until it was answered, or when it is refused. */
export function useRestQuote(key: string | null, ask: () => Promise<Quote>): Quote | null {
  const [known, setKnown] = useState<{ key: string; quote: Quote } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for all that is asked
  useEffect(() => {
    if (key === null) return;
    let current = true;
    ask().then(
      (quote) => current && setKnown({ key, quote }),
      () => {}, // what is refused is told when somebody presses the button
    );
    return () => {
      current = false;
    };
  }, [key]);
  return known && known.key === key ? known.quote : null;
}
