import type { ChildProcess } from "node:child_process";
import type { ProcessName, Settings } from "./settings";
import { killGroup, root, spawnBound } from "./spawn";

/** One process of the app: started, watched, started again when it dies, and ended with all it started itself. */

const next = `${root}node_modules/next/dist/bin/next`;

export type ChildOptions = {
  name: ProcessName;
  dev: boolean;
  host: string;
  settings: Settings;
  onLine: (line: string) => void;
  /** It died by itself and comes back after `delay` ms. */
  onRestart: (how: string, delay: number) => void;
};

export type Child = {
  readonly name: ProcessName;
  pid(): number | undefined;
  /** Rejects when the process dies before it is released to run, so that a start never waits for the dead. */
  failed: Promise<never>;
  /** From here on a death is a restart. */
  release(): void;
  /** TERM, then after `grace` ms KILL for the whole group. */
  stop(grace: number): Promise<void>;
};

const programs = { engine: "engine/main.ts", work: "lib/worker/main.ts", sandbox: "sandbox/main.ts" };

function command({ name, dev, host, settings }: ChildOptions): string[] {
  if (name !== "web") return ["--import", "tsx", `${root}${programs[name]}`];
  const listen = ["-H", host, "-p", settings.PORT ?? "3000"];
  // Longer than the engine and the services keep an idle connection, so that none is closed just as it is used.
  return dev ? [next, "dev", ...listen] : [next, "start", ...listen, "--keepAliveTimeout", "75000"];
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
  failed.catch(() => {}); // a start that is given up for another reason does not wait for this one

  const start = () => {
    const bornAt = Date.now();
    process_ = spawnBound(command(options), options.settings, (line) => {
      tail.push(line);
      if (tail.length > 20) tail.shift();
      options.onLine(line);
    });
    process_.once("exit", (code, signal) => {
      killGroup(process_);
      if (stopping) return;
      const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
      if (!released) return fail(new Error(`${options.name} ${how} before it was ready.\n${tail.join("\n")}`));
      if (Date.now() - bornAt > 3_000) restarts = 0; // it ran well: the back-off is for what cannot start
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
