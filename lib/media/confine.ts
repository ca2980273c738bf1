import { limiter, withoutNetwork } from "./wrappers";

/** The limits of a tool's process. */
export type Confinement = {
  /** Processor time; a time-out of real time ends the process group, this ends work that the clock does not see. */
  cpuSeconds: number;
  memoryBytes: number;
  /** Size of one written file. */
  fileBytes: number;
};

export type Walls = { limits: boolean; network: boolean };

/** Which limits work on this system; `network`: whether a tool could reach one. */
export const walls = (): Walls => ({ limits: limiter() !== null, network: withoutNetwork() === null });

/** The command line that runs a tool within its limits and without a network, as far as this system can. */
export function confined(tool: string, args: readonly string[], most: Confinement): [string, string[]] {
  const [prlimit, unshare] = [limiter(), withoutNetwork()];
  const { cpuSeconds, memoryBytes, fileBytes } = most;
  // The soft limit of time sends a signal that differs from the system's kill. Memory is limited as data, because an
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
