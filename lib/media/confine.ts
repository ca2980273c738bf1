import { execFileSync } from "node:child_process";
import { onPath } from "./on-path";

/** What a tool may take of the machine. */
export type Confinement = {
  /** Of processor time; its group is ended when the wall clock says so, this is for what the clock does not see. */
  cpuSeconds: number;
  memoryBytes: number;
  /** Of one file that it writes. */
  fileBytes: number;
};

export type Walls = { limits: boolean; network: boolean };

type Found = { prlimit: string | null; unshare: readonly string[] | null };
let found: Found | undefined;

/** Looked for once per process: what util-linux brings, and whether the system lets us cut the network off. */
function tools(): Found {
  found ??= { prlimit: working(["prlimit"], "--core=0"), unshare: findUnshare() };
  return found;
}

function findUnshare(): readonly string[] | null {
  // With -r root loses its rights over files of others, so that it is tried last.
  for (const how of [["-n"], ["-r", "-n"]]) {
    const path = working(["unshare"], ...how);
    if (path) return [path, ...how];
  }
  return null;
}

function working([name = ""]: string[], ...args: string[]): string | null {
  const path = onPath(name);
  if (!path) return null;
  try {
    execFileSync(path, [...args, "--", "/bin/true"], { stdio: "ignore", timeout: 5_000 });
    return path;
  } catch {
    return null;
  }
}

/** What holds on this system for every tool that is run. */
export const walls = (): Walls => ({ limits: tools().prlimit !== null, network: tools().unshare === null });

/** The command line that runs a tool within its limits and without a network, as far as this system can. */
export function confined(tool: string, args: readonly string[], most: Confinement): [string, string[]] {
  const { prlimit, unshare } = tools();
  const { cpuSeconds, memoryBytes, fileBytes } = most;
  // The soft limit of time sends a signal that can be told from a kill by the system. Memory is counted as data: an
  // address space is far larger than what is used of it.
  const limits = [`--cpu=${cpuSeconds}:${cpuSeconds + 5}`, `--data=${memoryBytes}`, `--fsize=${fileBytes}`, "--core=0"];
  const [first = tool, ...rest] = [
    ...(prlimit ? [prlimit, ...limits, "--"] : []),
    ...(unshare ? [...unshare, "--"] : []),
    tool,
    ...args,
  ];
  return [first, rest];
}
