/** What a piece of work may use. The work process starts it when so many processors are free, and ends it above the memory. */
export type Needs = { cpus: number; memoryMb: number };

export type LocalContext = {
  /** An empty folder of its own for results and intermediate files; removed afterwards. */
  dir: string;
  /** The same seed gives the same result. */
  seed: number;
  /** Aborted on cancel and time-out, shortly before the process group is killed. */
  signal: AbortSignal;
  /** How far it is, 0 to 1, and a short sentence for the person who waits. */
  progress(value: number, message?: string): void;
};

/** `run` gets its media as paths of local files and returns paths inside `dir`; everything else is as the schemas say. */
export type LocalWork<Input = Record<string, unknown>, Output = Record<string, unknown>> = {
  needs: Needs;
  run(input: Input, context: LocalContext): Promise<Output>;
};
