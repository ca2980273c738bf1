import { execFileSync } from "node:child_process";
import { onPath } from "./on-path";

/** Commands that start another one under some restriction, as far as this system has them and lets us use them. */

const found = new Map<string, readonly string[] | null>();

/** Whether a wrapper works is said by how it ends. On a busy machine that may take seconds; only one that hangs gets here. */
const timeout = 120_000;

/** The wrapper's command line with its whole path; null when it is missing or fails. Each is tried once per process. */
function wrapper(name: string, ...args: string[]): readonly string[] | null {
  const key = [name, ...args].join(" ");
  const known = found.get(key);
  if (known !== undefined) return known;
  const path = onPath(name);
  const command = path && works(path, args) ? [path, ...args] : null;
  found.set(key, command);
  return command;
}

function works(path: string, args: string[]): boolean {
  try {
    execFileSync(path, [...args, "/bin/true"], { stdio: "ignore", timeout });
    return true;
  } catch {
    return false;
  }
}

export const politely = () => wrapper("nice", "-n", "10");
/** With `-r` root loses its rights over files of others, so that it is tried last. */
export const withoutNetwork = () => wrapper("unshare", "-n") ?? wrapper("unshare", "-r", "-n");
/** The path of prlimit. */
export const limiter = (): string | null => wrapper("prlimit", "--core=0")?.[0] ?? null;
