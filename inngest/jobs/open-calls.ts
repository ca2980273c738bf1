import { type JobError, shotsWords } from "@/lib/schemas/job";
import { sceneOf } from "@/lib/step-key";

/** A call that ended without a result; the job ends with the service's own words. */
export class CallFailed extends Error {
  readonly error: JobError;
  constructor(error: JobError) {
    super(error.message);
    this.name = "CallFailed";
    this.error = error;
  }
}

/** A step that follows from a changed one: it is not made before a person continues the job. */
export class HeldBack extends Error {}

/**
 * The calls of one run of a recipe. When one of them fails, the others and what the recipe does with their results go on
 * to their ends before the job ends: one bad shot takes none of its siblings away.
 */
export class OpenCalls {
  private readonly open = new Set<Promise<unknown>>();
  private readonly begun = new Set<string>();
  private readonly failed = new Map<string, CallFailed>();

  follow<T>(key: string, result: Promise<T>): Promise<T> {
    this.begun.add(key);
    this.open.add(result);
    const over = () => this.open.delete(result);
    result.then(over, (error) => {
      if (error instanceof CallFailed) this.failed.set(key, error);
      over();
    });
    return result;
  }

  /** Waits until nothing is open, and tells what the job ends with: `error`, or the first call that failed. */
  async whenOver(error: unknown): Promise<unknown> {
    while (this.open.size > 0) {
      await Promise.allSettled(this.open);
      // The recipe gets to its next calls in this turn: all it does between two calls is to await.
      for (let hop = 0; hop < 100; hop++) await undefined;
    }
    const first = error instanceof CallFailed ? error : ([...this.failed.values()][0] ?? error);
    return first instanceof CallFailed ? new CallFailed(this.counted(first.error)) : first;
  }

  /** Says how many of the scenes are there, where there are several. */
  private counted(error: JobError): JobError {
    const scenes = new Set([...this.begun].flatMap((key) => sceneOf(key) ?? []));
    const missing = new Set([...this.failed.keys()].map(sceneOf));
    const failed = error.step && sceneOf(error.step);
    if (scenes.size < 2 || !failed || !scenes.has(failed)) return error;
    const shots = { there: [...scenes].filter((scene) => !missing.has(scene)).length, of: scenes.size };
    return { ...error, shots, message: `${shotsWords(shots)} ${error.message}` };
  }
}
