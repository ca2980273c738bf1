import { familyOf, procFile } from "@/cli/supervisor/process-table";
import type { TestApp } from "@/testing/app";

/** The processor time in milliseconds that each process of the app has used so far, including its children. */
export function processorTime({ app }: TestApp): Record<string, number> {
  return perProcess(app.pids, processorMs);
}

/** The processor time of a process and its ended children, in milliseconds. */
export const processorMs = (pid: number): number => timesOf(pid).reduce((sum, ms) => sum + ms, 0);

/** The processor time of this process's ended children, in milliseconds. */
export const endedChildrenMs = (): number =>
  timesOf(process.pid)
    .slice(2)
    .reduce((sum, ms) => sum + ms, 0);

/** utime, stime and those of ended children (proc(5)), which come in hundredths of a second. */
function timesOf(pid: number): number[] {
  const stat = procFile(pid, "stat");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" "); // after the name, which may contain spaces
  return fields.slice(11, 15).map((ticks) => 10 * Number(ticks));
}

/** The proportional memory of the app's processes in MB; shared pages count once. */
export function memory({ app }: TestApp): number {
  const each = perProcess(app.pids, (pid) => {
    const shared = /^Pss:\s+(\d+)/m.exec(procFile(pid, "smaps_rollup"))?.[1];
    return Number(shared ?? /^VmRSS:\s+(\d+)/m.exec(procFile(pid, "status"))?.[1] ?? 0) / 1024;
  });
  return Object.values(each).reduce((sum, one) => sum + one, 0);
}

function perProcess(pids: TestApp["app"]["pids"], measure: (pid: number) => number): Record<string, number> {
  return Object.fromEntries(
    Object.entries(pids).map(([name, pid]) => [name, familyOf([pid]).reduce((sum, one) => sum + measure(one), 0)]),
  );
}

export type Load = { films: number; seconds: number; processor: Record<string, number> };

/** Makes films concurrently, submitting 20 at a time; `processor` is milliseconds per film. */
export async function filmsAtOnce(
  testApp: TestApp,
  films: number,
  make: (nth: number) => Promise<Film>,
): Promise<Load> {
  const before = processorTime(testApp);
  const from = performance.now();
  const ended: Promise<void>[] = [];
  let next = 0;
  const submit = async () => {
    while (next < films) {
      const film = await make(next++);
      ended.push(film.ended);
    }
  };
  await Promise.all(Array.from({ length: 20 }, submit));
  await Promise.all(ended);
  const seconds = (performance.now() - from) / 1000;
  const after = processorTime(testApp);
  const processor = Object.fromEntries(
    Object.entries(after).map(([name, time]) => [name, (time - (before[name] ?? 0)) / films]),
  );
  return { films, seconds, processor };
}

/** A submitted film; `ended` resolves with the caller's webhook. */
export type Film = { ended: Promise<void> };

/** Milliseconds from the submit of one film to its webhook. */
export async function timeOne(make: () => Promise<Film>): Promise<number> {
  const from = performance.now();
  await (await make()).ended;
  return performance.now() - from;
}
