export interface Task {
  id: string;
  service: string;
  run(): Promise<void>;
}

export interface Place {
  /** Everything ahead, plus one; 1 means next, or running. */
  position: number;
  /** Seconds until its result, estimated from recent work. */
  wait: number;
}

export interface Queue {
  add(task: Task, guess: number): Place;
  /** Removes a task that has not begun; false when it has. */
  withdraw(id: string): boolean;
  counts(): { queued: number; generating: number };
}

/** The number of recent durations in the estimate. */
const MEMORY = 8;

/** First in, first out, with `workers` tasks at a time. */
export function openQueue(workers: number): Queue {
  const waiting = new Map<string, Task & { expected: number }>();
  const running = new Map<string, { expected: number; since: number }>();
  const measured = new Map<string, number[]>();
  let waitingSeconds = 0;

  const expected = (service: string, guess: number): number => {
    const times = measured.get(service);
    return times ? times.reduce((sum, time) => sum + time, 0) / times.length : guess;
  };

  const next = (): void => {
    for (const [id, task] of waiting) {
      if (running.size >= workers) return;
      waiting.delete(id);
      waitingSeconds -= task.expected;
      void work(task);
    }
  };

  const work = async (task: Task & { expected: number }): Promise<void> => {
    const since = performance.now();
    running.set(task.id, { expected: task.expected, since });
    // A task reports its own failure; the worker is free either way.
    await task.run().catch(() => {});
    const seconds = (performance.now() - since) / 1000;
    measured.set(task.service, [...(measured.get(task.service) ?? []), seconds].slice(-MEMORY));
    running.delete(task.id);
    next();
  };

  return {
    add(task, guess) {
      const own = expected(task.service, guess);
      const now = performance.now();
      let ahead = waitingSeconds;
      for (const { expected: whole, since } of running.values()) ahead += Math.max(0, whole - (now - since) / 1000);
      const free = running.size < workers;
      const place = {
        position: running.size + waiting.size + 1,
        wait: Math.round((own + (free ? 0 : Math.max(0, ahead) / workers)) * 100) / 100,
      };
      waiting.set(task.id, { ...task, expected: own });
      waitingSeconds += own;
      next();
      return place;
    },
    withdraw(id) {
      const task = waiting.get(id);
      if (!task) return false;
      waiting.delete(id);
      waitingSeconds -= task.expected;
      return true;
    },
    counts: () => ({ queued: waiting.size, generating: running.size }),
  };
}
