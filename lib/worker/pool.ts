import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { AnyService } from "../define-service";
import { serviceTimeout } from "../env";
import { registry, startWorkerChild, type WorkerChild } from "./child";
import { groupMemoryMb } from "./memory";

/** The queue of local work and its processes, in memory only: the web process submits again what a crash interrupts. */

export type Task = {
  readonly id: string;
  readonly service: AnyService;
  readonly dir: string;
  state: "queued" | "running" | "completed" | "failed" | "cancelled";
  progress?: number;
  message?: string;
  /** A small picture of what is made so far, as a `data:` URL. */
  preview?: string;
  output?: Record<string, unknown>;
  error?: string;
};

type Work = {
  service: AnyService;
  seed: number;
  /** Downloads the media of the input into a folder; rejects with a message for the user. */
  fetchInput(dir: string, signal: AbortSignal): Promise<Record<string, unknown>>;
  /** Called on every change. */
  onChange(task: Task): void;
};

type Held = Task & { work: Work; stop: AbortController; child?: WorkerChild; endedAt?: number };

const memoryEveryMs = 500;
/** What a process may have done and hold to take another piece of work, for which it need not load the services again. */
const reuse = { pieces: 20, memoryMb: 300 };
const keepMs = 3_600_000;

export type Pool = ReturnType<typeof createPool>;

/** `concurrency`: processors that all work may use together; work that needs more runs alone. */
export function createPool({
  concurrency,
  dir,
  log,
  services = registry,
}: {
  concurrency: number;
  dir: string;
  log: (line: string) => void;
  /** The module that exports the services. */
  services?: string;
}) {
  const tasks = new Map<string, Held>();
  let warm: WorkerChild | undefined = startWorkerChild(log, services);
  const pieces = new WeakMap<WorkerChild, number>();
  let returning = Promise.resolve();
  let closed = false;

  const running = () => [...tasks.values()].filter(({ state }) => state === "running");
  const queued = () => [...tasks.values()].filter(({ state }) => state === "queued");
  const cpusOf = ({ service }: Task) => service.local?.needs.cpus ?? 1;

  function startNext(): void {
    const next = queued()[0];
    const busy = running();
    if (!next || closed) return;
    const used = busy.reduce((sum, task) => sum + cpusOf(task), 0);
    if (busy.length > 0 && used + cpusOf(next) > concurrency) return;
    next.state = "running";
    void run(next).finally(startNext);
    startNext();
  }

  function takeChild(): WorkerChild {
    const child = warm?.isAlive() ? warm : startWorkerChild(log, services);
    warm = undefined;
    return child;
  }

  async function run(task: Held): Promise<void> {
    const { work, stop } = task;
    work.onChange(task);
    const seconds = serviceTimeout(task.service);
    const late = setTimeout(() => fail(task, `The work took longer than ${seconds} seconds.`), seconds * 1000);
    try {
      await mkdir(task.dir, { recursive: true, mode: 0o700 });
      const input = await work.fetchInput(task.dir, stop.signal);
      await returning; // the process of the work before
      if (task.state !== "running") return;
      task.child = takeChild();
      const guard = watchMemory(task);
      const order = { service: task.service.id, input, dir: task.dir, seed: work.seed };
      const how = await task.child.work(order, (report) => {
        if (task.state !== "running") return;
        if (report.is === "progress") {
          task.progress = report.value;
          task.message = report.message;
          task.preview = report.preview ?? task.preview;
          work.onChange(task);
        } else if (report.is === "done") end(task, { state: "completed", output: report.output, progress: 1 });
        else end(task, { state: "failed", error: report.message });
      });
      clearInterval(guard);
      log(`${task.service.id} ${task.id} ended with ${how.reported ? task.state : (how.signal ?? how.code)}`);
      const why = how.signal ? `was killed (${how.signal})` : `ended with code ${how.code}`;
      end(task, { state: "failed", error: `The worker process ${why} before the work was done. ${how.said}`.trim() });
    } catch (error) {
      end(task, { state: "failed", error: error instanceof Error ? error.message : String(error) });
    } finally {
      clearTimeout(late);
      returning = keepOrEnd(task);
      await returning;
      if (!closed && !warm?.isAlive()) warm = startWorkerChild(log, services);
    }
  }

  /** Keeps the process of finished work for the next piece, if none is waiting, and it is neither old nor large. */
  async function keepOrEnd(task: Held): Promise<void> {
    const { child } = task;
    if (!child) return;
    const done = (pieces.get(child) ?? 0) + 1;
    pieces.set(child, done);
    const group = child.group();
    const isGood = task.state === "completed" && group !== undefined && done < reuse.pieces;
    const used = isGood ? await groupMemoryMb(group) : null;
    task.child = undefined;
    if (task.state !== "completed") child.end();
    else if (used === null || used > reuse.memoryMb || closed || warm?.isAlive()) child.end(0);
    else warm = child;
  }

  function watchMemory(task: Held): NodeJS.Timeout {
    const most = task.service.local?.needs.memoryMb ?? 1024;
    return setInterval(async () => {
      const group = task.child?.group();
      const used = group === undefined ? null : await groupMemoryMb(group);
      if (used !== null && used > most) {
        fail(task, `The work used ${Math.round(used)} MB of memory, more than its limit of ${most} MB.`);
      }
    }, memoryEveryMs);
  }

  const fail = (task: Held, error: string) => end(task, { state: "failed", error });

  /** Only the first end counts. */
  function end(task: Held, how: Partial<Task> & { state: Task["state"] }): void {
    if (task.state !== "running" && task.state !== "queued") return;
    Object.assign(task, how);
    task.endedAt = Date.now();
    task.stop.abort();
    if (how.state !== "completed") {
      task.child?.end();
      void rm(task.dir, { recursive: true, force: true });
    }
    task.work.onChange(task);
    forgetOld();
  }

  /** Removes results that the web process has not fetched within an hour. */
  function forgetOld(now = Date.now()): void {
    for (const [id, { endedAt, dir: of }] of tasks) {
      if (endedAt === undefined || now - endedAt < keepMs) continue;
      tasks.delete(id);
      void rm(of, { recursive: true, force: true });
    }
  }

  return {
    add(work: Work): Task {
      const id = randomUUID();
      const state = "queued" as const;
      const task: Held = { id, service: work.service, dir: join(dir, id), state, work, stop: new AbortController() };
      tasks.set(id, task);
      startNext();
      return task;
    },
    find: (id: string): Task | undefined => tasks.get(id),
    /** The number of tasks before this one; 0 when it runs. */
    position(task: Task): number {
      const at = queued().findIndex(({ id }) => id === task.id);
      return at < 0 ? 0 : at + 1;
    },
    /** Returns false when the task has already ended. */
    cancel(id: string): boolean {
      const task = tasks.get(id);
      if (!task || (task.state !== "queued" && task.state !== "running")) return false;
      end(task, { state: "cancelled" });
      return true;
    },
    async close(): Promise<void> {
      closed = true;
      for (const task of tasks.values()) {
        task.child?.end(0);
        end(task, { state: "cancelled" });
      }
      warm?.end(0);
      await rm(dir, { recursive: true, force: true });
    },
  };
}
