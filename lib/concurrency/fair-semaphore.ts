import { Problem } from "../errors";

export type Semaphore = {
  /**
   * Waits for a slot and returns its release function. Throws a Problem when the queue is full or the signal aborts.
   */
  acquire(keyId: string, signal?: AbortSignal): Promise<() => void>;
};

type Waiting = { begin: (leave: () => void) => void };

/**
 * A fair semaphore with a limit per key and a global one. Keys are served in turn and each key's waiters in order, so
 * that one key with much work does not delay the others. Counts this process only.
 */
export function createSemaphore(what: string, most: { ofKey: number; inAll: number; waiting: number }): Semaphore {
  const inside = new Map<string, number>();
  let all = 0;
  /** The key that was served last is at the end. */
  const lines = new Map<string, Waiting[]>();

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
    for (const [keyId, line] of lines) {
      if (!isFree(keyId)) continue;
      const [next, ...rest] = line;
      setLine(keyId, rest);
      next?.begin(take(keyId));
      return;
    }
  }

  function setLine(keyId: string, line: Waiting[]): void {
    lines.delete(keyId);
    if (line.length > 0) lines.set(keyId, line);
  }

  return {
    async acquire(keyId, signal) {
      if (isFree(keyId)) return take(keyId);
      const line = lines.get(keyId) ?? [];
      if (line.length >= most.waiting) {
        throw new Problem("rate_limited", `This key has too many concurrent ${what}. Retry in a few seconds.`);
      }
      return new Promise((resolve, reject) => {
        const one = { begin: resolve };
        if (line.push(one) === 1) lines.set(keyId, line);
        const giveUp = () => {
          const now = lines.get(keyId) ?? [];
          const left = now.filter((other) => other !== one);
          if (left.length > 0) lines.set(keyId, left);
          else lines.delete(keyId);
          reject(new Problem("unavailable", "The client closed the request."));
        };
        if (signal?.aborted) giveUp();
        else signal?.addEventListener("abort", giveUp, { once: true });
      });
    },
  };
}
