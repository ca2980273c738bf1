import { readdirSync, readFileSync } from "node:fs";

/** Processes and all their descendants, from /proc. */
export function familyOf(roots: number[]): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const parents = new Map(
    pids.map((pid) => [Number(pid), Number(/^PPid:\s+(\d+)/m.exec(procFile(pid, "status"))?.[1])]),
  );
  const family = new Set(roots);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid);
  }
  return [...family];
}

/** Whether a process runs; zombies do not count. */
export const isRunning = (pid: number) => /^State:\s+[^ZX]/m.test(procFile(pid, "status"));

/** The text of a process's file in /proc; empty when the process is gone. */
export function procFile(pid: number | string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return "";
  }
}
