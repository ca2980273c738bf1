import { readdirSync, readFileSync } from "node:fs";

/** The processes of this machine, from /proc. */

const textOf = (path: string) => {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return ""; // it has ended in between
  }
};
const pids = () => readdirSync("/proc").filter((name) => /^\d+$/.test(name));
/** The state and group of a process: fields 3 and 5 of proc(5). */
function statOf(pid: string): { state: string; group: number } {
  const text = textOf(`/proc/${pid}/stat`);
  const [state = "", , group] = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { state, group: Number(group) };
}

/** The process groups with a command line that contains this text. */
export function groupsThatRun(text: string): number[] {
  const found = pids().filter((pid) => textOf(`/proc/${pid}/cmdline`).includes(text));
  return [...new Set(found.map((pid) => statOf(pid).group).filter((group) => group > 0))];
}

/** The processes of a group that have not ended. */
export const aliveIn = (group: number): string[] =>
  pids().filter((pid) => {
    const { state, group: own } = statOf(pid);
    return own === group && state !== "Z";
  });
