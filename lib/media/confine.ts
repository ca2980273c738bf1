import { limiter, withoutNetwork } from "./wrappers";

/** What a tool may take of the machine. */
export type Confinement = {
  /** Of processor time; its group is ended when the wall clock says so, this is for what the clock does not see. */
  cpuSeconds: number;
  memoryBytes: number;
  /** Of one file that it writes. */
  fileBytes: number;
};

export type Walls = { limits: boolean; network: boolean };

/** What holds on this system for every tool that runs; `network`: whether it could reach one. */
export const walls = (): Walls => ({ limits: limiter() !== null, network: withoutNetwork() === null });

/** The command line that runs a tool within its limits and without a network, as far as this system can. */
export function confined(tool: string, args: readonly string[], most: Confinement): [string, string[]] {
  const [prlimit, unshare] = [limiter(), withoutNetwork()];
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
