let started: string | null = null;

/** Notes that this page started a job and goes to its page, which then takes the focus. */
export function noteStarted(id: string): void {
  started = id;
}

/** Whether the page of a job was reached by its start; true once. */
export function takeStarted(id: string): boolean {
  const isStarted = started === id;
  if (isStarted) started = null;
  return isStarted;
}
