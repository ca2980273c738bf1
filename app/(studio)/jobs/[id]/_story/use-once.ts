"use client";

import { useState } from "react";

/** Whether it is true or was: while a text is written again, its editor keeps the previous text. */
export function useOnce(is: boolean): boolean {
  const [was, setWas] = useState(is);
  if (is && !was) setWas(true);
  return is || was;
}
