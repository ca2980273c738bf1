import { type JobError, shotsWords } from "@/lib/schemas/job";
import { sceneOf } from "@/lib/step-key";
import { CallFailed } from "../define-workflow";

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
  private noteHolding = () => {};
  private readonly holding = new Promise<void>((resolve) => {
    this.noteHolding = resolve;
  });

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

  /**
   * A call that must wait for a person: it never settles. Whether the job ends with an earlier result shows only once every
   * other call is over, because the recipe may still fail, or catch a failure.
   */
  holdBack(): Promise<never> {
    this.noteHolding();
    return new Promise(() => {});
  }

  /** Runs a recipe to its end. Throws `HeldBack` when nothing but calls that are held back is left. */
  async settled<T>(result: Promise<T>): Promise<T> {
    const held = this.holding.then(async () => {
      await this.whenIdle();
      throw new HeldBack();
    });
    return Promise.race([result, held]);
  }

  /** Waits until nothing is open, and tells what the job ends with. A failure that the recipe caught does not count. */
  async whenOver(error: unknown): Promise<unknown> {
    await this.whenIdle();
    return error instanceof CallFailed ? new CallFailed(this.counted(error.error)) : error;
  }

  private async whenIdle(): Promise<void> {
    do {
      await Promise.allSettled(this.open);
      // The recipe gets to its next calls in this turn: all it does between two calls is to await.
      for (let hop = 0; hop < 100; hop++) await undefined;
    } while (this.open.size > 0);
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
