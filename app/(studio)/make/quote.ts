"use client";

import { useEffect, useState } from "react";
import type { Quote } from "@/lib/job";
import { type GenerateBody, quote } from "../api";

/** Milliseconds without a change until the price is asked for. */
const calm = 600;

/** What a job would cost, once its form is complete; null while that is not known. A refusal is for the start to tell. */
export function useQuote(body: GenerateBody | null): Quote | null {
  const asked = body && JSON.stringify(body);
  const [known, setKnown] = useState<{ asked: string; quote: Quote } | null>(null);
  useEffect(() => {
    if (!asked) return;
    let gone = false;
    const timer = setTimeout(() => {
      quote(JSON.parse(asked)).then(
        (answer) => !gone && setKnown({ asked, quote: answer }),
        () => {},
      );
    }, calm);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [asked]);
  return known && known.asked === asked ? known.quote : null;
}
