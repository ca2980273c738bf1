import { Problem } from "../errors";

export type Semaphore = {
  /** Waits for a place, and returns what gives it back. Throws a Problem when the line is too long, or the signal ends it. */
  acquire(keyId: string, signal?: AbortSignal): Promise<() => void>;
};

type Waiting = { begin: (leave: () => void) => void };

/**
 * Lets so many do something heavy at once, of one key and in all. Who comes later waits in the line of its key, and the keys
 * are served in turn, so that a key with many does not hold up the others. Counts for this process, so it is no limit to rely on.
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
