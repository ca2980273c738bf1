/**
 * What the faults `hold` and `submit-hold` wait for: `POST /admin/release`. After it they hold nothing, until rules are
 * written again. A caller that looks at a state first needs no guess of how long it lasts.
 */
const waiting = new Set<() => void>();
let isReleased = false;

/** Waits for the release, or until the sandbox closes. */
export async function untilReleased(signal: AbortSignal): Promise<void> {
  if (isReleased || signal.aborted) return;
  await new Promise<void>((resolve) => {
    waiting.add(resolve);
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

export function release(): void {
  isReleased = true;
  for (const goOn of waiting) goOn();
  waiting.clear();
}

export function holdAgain(): void {
  isReleased = false;
}
