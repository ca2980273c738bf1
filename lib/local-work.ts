/**
 * The resources of a piece of work. It starts when this many processors are free, and is killed above this much memory.
 */
export type Needs = { cpus: number; memoryMb: number };

/** Three bytes a pixel. */
export type RgbPicture = { data: Buffer; width: number; height: number };

export type LocalContext = {
  /** An empty folder of its own for results and intermediate files; removed afterwards. */
  dir: string;
  /** The same seed gives the same result. */
  seed: number;
  /** Aborted on cancel and time-out, shortly before the process group is killed. */
  signal: AbortSignal;
  /**
   * Reports progress, 0 to 1, with a short sentence for the user, and what is made so far: of these pictures, which must not
   * change afterwards, a small one is sent now and then.
   */
  progress(value: number, message?: string, picture?: RgbPicture): void;
};

/** `run` gets its media as paths of local files and returns paths inside `dir`; other fields follow the schemas. */
export type LocalWork<Input = Record<string, unknown>, Output = Record<string, unknown>> = {
  needs: Needs;
  run(input: Input, context: LocalContext): Promise<Output>;
};
