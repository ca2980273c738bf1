/**
 * Calls `handle` on Ctrl-C and TERM, with `again` from the second time on. npm passes on what the terminal has sent already,
 * so that one Ctrl-C comes twice: within a second it counts once. An npm that is killed passes nothing on; whoever started
 * this through it wants it gone too.
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
