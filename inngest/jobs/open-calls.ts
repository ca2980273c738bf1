import { type JobError, shotsWords } from "@/lib/schemas/job";
import { sceneOf } from "@/lib/step-key";
import { CallFailed, PartlyFailed } from "../define-workflow";

/** A step that depends on a changed one: it does not run before a person continues the job. */
export class HeldBack extends Error {}

/**
 * The open calls of one run of a recipe. When one fails, the others and the steps that follow them run to their ends
 * before the job ends: one bad shot does not lose its siblings.
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
   * A call that must wait for a person: it never settles. Only after every other call has ended is it clear whether the
   * job keeps its earlier result, because the recipe may still fail, or catch a failure.
   */
  holdBack(): Promise<never> {
    this.noteHolding();
    return new Promise(() => {});
  }

  /** Runs a recipe to its end. Throws `HeldBack` when only calls that are held back remain. */
  async settled<T>(result: Promise<T>): Promise<T> {
    const held = this.holding.then(async () => {
      await this.whenIdle();
      throw new HeldBack();
    });
    return Promise.race([result, held]);
  }

  /**
   * Waits until no call is open, and returns the error that ends the job. A failure that the recipe caught does not
   * count.
   */
  async whenOver(error: unknown): Promise<unknown> {
    await this.whenIdle();
    if (error instanceof PartlyFailed)
      return new PartlyFailed(error.output, new CallFailed(this.counted(error.failure.error)));
    return error instanceof CallFailed ? new CallFailed(this.counted(error.error)) : error;
  }

  private async whenIdle(): Promise<void> {
    do {
      await Promise.allSettled(this.open);
      // The recipe reaches its next calls in this turn, because between two calls it only awaits.
      for (let hop = 0; hop < 100; hop++) await undefined;
    } while (this.open.size > 0);
  }

  /** Adds to the message how many scenes are finished, if there are several. */
  private counted(error: JobError): JobError {
    const scenes = new Set([...this.begun].flatMap((key) => sceneOf(key) ?? []));
    const missing = new Set([...this.failed.keys()].map(sceneOf));
    const failed = error.step && sceneOf(error.step);
    if (scenes.size < 2 || !failed || !scenes.has(failed)) return error;
    const shots = { there: [...scenes].filter((scene) => !missing.has(scene)).length, of: scenes.size };
    return { ...error, shots, message: `${shotsWords(shots)} ${error.message}` };
  }
}
