/**
 * Who in this process is submitting a call and reads its inbox right after. It is told of an answer at once, and the engine
 * need not be; an answer that comes to another process, or later, is found in the inbox as always.
 */
const kept = globalThis as typeof globalThis & { nextsceneExpectedAnswers?: Map<string, () => void> };
kept.nextsceneExpectedAnswers ??= new Map();
const expected = kept.nextsceneExpectedAnswers;

export type InlineWaiter = {
  /** Resolves when an answer has come since this was made, after `ms` at the latest. */
  within(ms: number): Promise<void>;
  /** From here on the engine is told again. */
  end(): void;
};

export function waitInline(callId: string): InlineWaiter {
  let come = () => {};
  const answered = new Promise<void>((resolve) => {
    come = resolve;
  });
  expected.set(callId, come);
  return {
    async within(ms) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, ms);
      });
      await Promise.race([answered, late]);
      clearTimeout(timer);
    },
    end() {
      if (expected.get(callId) === come) expected.delete(callId);
    },
  };
}

/** Tells of an answer that stands in the inbox; false when nobody here is about to read it. */
export function wakeInlineWaiter(callId: string): boolean {
  const come = expected.get(callId);
  come?.();
  return come !== undefined;
}
