/** An unsaved document of this tab. `base`: the document that it began from, as JSON. */
export type Draft<T> = { base: string; value: T };

/** The number changes with the form of the documents, so that a new version of the page reads no draft of an old one. */
const nameOf = (job: string, step: string) => `nextscene:draft2:${job}:${step}`;

export function loadDraft<T>(job: string, step: string): Draft<T> | null {
  const kept = sessionStorage.getItem(nameOf(job, step));
  return kept === null ? null : JSON.parse(kept);
}

/** Returns whether the draft was kept. */
export function keepDraft(job: string, step: string, draft: Draft<unknown> | null): boolean {
  try {
    if (draft) sessionStorage.setItem(nameOf(job, step), JSON.stringify(draft));
    else sessionStorage.removeItem(nameOf(job, step));
    return true;
  } catch {
    return false; // the browser's storage is full: the draft lives as long as the page
  }
}
