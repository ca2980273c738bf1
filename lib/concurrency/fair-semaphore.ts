import { Problem } from "../errors";

export type Semaphore = {
  /** Waits for a place, and returns what gives it back. Throws a Problem when the line is too long, or the signal ends it. */
  acquire(keyId: string, signal?: AbortSignal): Promise<() => void>;
};

/**
 * Lets so many do something heavy at once, of one key and in all. Who comes later waits in line: the first whose key has a
 * place is next, so that a key with many does not hold up the others. Counts for this process, so it is no limit to rely on.
 */
export function createSemaphore(what: string, most: { ofKey: number; inAll: number; waiting: number }): Semaphore {
  const inside = new Map<string, number>();
  let all = 0;
  let waiting: { keyId: string; begin: (leave: () => void) => void }[] = [];

  const isFree = (keyId: string) => all < most.inAll && (inside.get(keyId) ?? 0) < most.ofKey;

  function take(keyId: string): () => void {
    all += 1;
    inside.set(keyId, (inside.get(keyId) ?? 0) + 1);
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      all -= 1;
      const left = (inside.get(keyId) ?? 1) - 1;
      if (left > 0) inside.set(keyId, left);
      else inside.delete(keyId);
      goOn();
    };
  }

  function goOn(): void {
    const next = waiting.find(({ keyId }) => isFree(keyId));
    if (!next) return;
    waiting = waiting.filter((one) => one !== next);
    next.begin(take(next.keyId));
    goOn();
  }

  return {
    async acquire(keyId, signal) {
      if (isFree(keyId)) return take(keyId);
      if (waiting.filter((one) => one.keyId === keyId).length >= most.waiting) {
        throw new Problem("rate_limited", `This key has too many concurrent ${what}. Retry in a few seconds.`);
      }
      return new Promise((resolve, reject) => {
        const one = { keyId, begin: resolve };
        waiting.push(one);
        signal?.addEventListener("abort", () => {
          waiting = waiting.filter((other) => other !== one);
          reject(new Problem("unavailable", "The client closed the request."));
        });
      });
    },
  };
}
