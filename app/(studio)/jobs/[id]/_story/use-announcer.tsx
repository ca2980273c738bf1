"use client";

import { useState } from "react";

/** A live region, and the function that says something in it. */
export function useAnnouncer() {
  const [said, setSaid] = useState({ text: "", times: 0 });
  const announce = (text: string) => setSaid(({ times }) => ({ text, times: times + 1 }));
  const region = (
    <p role="status" className="sr-only">
      <span key={said.times}>{said.text}</span>
    </p>
  );
  return { announce, region };
}
