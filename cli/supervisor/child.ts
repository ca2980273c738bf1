import type { ChildProcess } from "node:child_process";
import { programArguments } from "./programs";
import type { ProcessName, Settings } from "./settings";
import { killGroup, spawnBound } from "./spawn";

/** One process of the app: starts it, watches it, restarts it when it dies, and ends it with all its children. */

export type ChildOptions = {
  name: ProcessName;
  dev: boolean;
  host: string;
  settings: Settings;
  /** Resolves when the database may be used. */
  prepared: Promise<unknown>;
  onLine: (line: string) => void;
  /** The process died and restarts after `delay` ms. */
  onRestart: (how: string, delay: number) => void;
};

export type Child = {
  readonly name: ProcessName;
  pid(): number | undefined;
  /** Rejects when the process dies before `release`, so that a start never waits for a dead process. */
  failed: Promise<never>;
  /** From here on a dead process is restarted. */
  release(): void;
  /** Sends TERM, and after `grace` ms KILL to the whole group. */
  stop(grace: number): Promise<void>;
};

/**
 * Young objects of a request live for some milliseconds. With Node's 16 MB many of them outlive a collection and are
 * copied; with 32 MB a film costs the web process about a seventh less processor time.
 */
const webFlags = ["--max-semi-space-size=32"];

function command({ name, dev, host, settings }: ChildOptions): string[] {
  if (name !== "web") return programArguments(name);
  const listen = ["--host", host, "--port", settings.PORT ?? "3000"];
  return [...webFlags, ...programArguments("web"), ...listen, ...(dev ? ["--dev"] : [])];
}

export function startChild(options: ChildOptions): Child {
  let process_: ChildProcess;
  let released = false;
  let stopping = false;
  let restarts = 0;
  let timer: NodeJS.Timeout | undefined;
  const tail: string[] = [];
  let fail: (error: Error) => void = () => {};
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  failed.catch(() => {}); // another reason may have ended the start already

  const start = () => {
    const bornAt = Date.now();
    const onLine = (line: string) => {
      tail.push(line);
      if (tail.length > 20) tail.shift();
      options.onLine(line);
    };
    process_ = spawnBound(command(options), options.settings, onLine, options.prepared);
    process_.once("exit", (code, signal) => {
      killGroup(process_);
      if (stopping) return;
      const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
      if (!released) return fail(new Error(`${options.name} ${how} before it was ready.\n${tail.join("\n")}`));
      if (Date.now() - bornAt > 3_000) restarts = 0; // it ran well: the back-off is for processes that cannot start
      const delay = Math.min(500 * 2 ** restarts++, 30_000);
      options.onRestart(how, delay);
      timer = setTimeout(start, delay);
    });
  };
  start();

  return {
    name: options.name,
    pid: () => process_.pid,
    failed,
    release: () => {
      released = true;
    },
    stop: async (grace) => {
      stopping = true;
      clearTimeout(timer);
      if (process_.exitCode !== null || process_.signalCode !== null) return;
      const gone = new Promise<void>((resolve) => process_.once("exit", () => resolve()));
      process_.kill("SIGTERM");
      const impatient = setTimeout(() => killGroup(process_), grace);
      await gone;
      clearTimeout(impatient);
    },
  };
}
