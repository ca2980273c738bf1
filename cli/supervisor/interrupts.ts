/**
 * Calls `handle` on Ctrl-C and TERM; `again` is true from the second time on. npm repeats the terminal's signal, so two
 * signals within a second count as one. A killed npm passes nothing on: this process then ends as well.
 */
export function onInterrupt(handle: (again: boolean) => void): void {
  let first = 0;
  const interrupt = () => {
    if (first && Date.now() - first < 1_000) return;
    const again = first > 0;
    first ||= Date.now();
    handle(again);
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event) {
    setInterval(() => process.ppid !== parent && interrupt(), 1_000).unref();
  }
}
