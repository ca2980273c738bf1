/**
 * The functions in this process that submit a call and then read its inbox. An answer wakes them directly, without the
 * engine; an answer that reaches another process, or later, is found in the inbox as always.
 */
const kept = globalThis as typeof globalThis & { nextsceneExpectedAnswers?: Map<string, () => void> };
kept.nextsceneExpectedAnswers ??= new Map();
const expected = kept.nextsceneExpectedAnswers;

export type InlineWaiter = {
  /** Resolves when an answer has arrived since the waiter was created, after `ms` at the latest. */
  within(ms: number): Promise<void>;
  /** From here on answers wake the call through the engine again. */
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

/** Reports an answer in the inbox; false when no function of this process is about to read it. */
export function wakeInlineWaiter(callId: string): boolean {
  const come = expected.get(callId);
  come?.();
  return come !== undefined;
}
