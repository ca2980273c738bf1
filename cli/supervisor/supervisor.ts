import { buildIfNeeded } from "./build";
import { type Child, startChild } from "./child";
import { prepareDatabase } from "./database";
import { untilHealthy } from "./health";
import { prefixed, readable } from "./log-format";
import { buildPrograms } from "./programs";
import { type ProcessName, planStart, type Settings, type StartOptions } from "./settings";

export type { ProcessName, StartOptions } from "./settings";

export type Running = {
  /** The app's address, without a slash at the end. */
  url: string;
  /** Its address on this machine, behind a proxy or not. */
  localUrl: string;
  /** A link that signs one browser in, once. */
  signInUrl: string;
  /** The settings of the processes: ports, keys, folders. */
  settings: Settings;
  /** The current process ids; a restarted process has a new one. */
  readonly pids: Partial<Record<ProcessName, number>>;
  /** Ends all processes and their children: TERM, then KILL after ten seconds. */
  stop(): Promise<void>;
  /** Kills everything at once. */
  kill(): Promise<void>;
};

const graceMs = 10_000;

/**
 * Starts web, engine, work and sandbox, and resolves when all of them are healthy. Rejects with `CannotStart` for
 * problems that the user can fix (a port in use, a wrong setting), and then leaves nothing running.
 */
export async function startAll(options: StartOptions = {}): Promise<Running> {
  const plan = await planStart(options);
  const print = options.quiet ? () => {} : (text: string) => process.stdout.write(text);
  const warn = (text: string) => print(prefixed("web", text));
  const children: Child[] = [];
  let ready = false; // before that, output matters only in the error of a failed start
  const launch = (name: ProcessName, prepared: Promise<unknown>) => {
    const child = startChild({
      name,
      ...plan,
      prepared,
      onLine: (line) => {
        options.onLine?.(name, line);
        const text = ready ? readable(line, plan.dev) : null;
        if (text !== null) print(prefixed(name, text));
      },
      onRestart: (how, delay) => print(prefixed(name, `${how}; restarting in ${delay / 1000} s`)),
    });
    children.push(child);
    return child;
  };
  const endAll = async (grace: number) => {
    await Promise.all(children.map((child) => child.stop(grace)));
  };

  try {
    if (!plan.dev) await Promise.all([buildIfNeeded(plan.settings, warn, options.signal), buildPrograms()]);
    print(`starting ${plan.processes.join(", ")} …\n`);
    options.signal?.throwIfAborted();
    const prepared = prepareDatabase(plan.settings);
    const web = launch("web", prepared); // it takes longest to load
    await Promise.race([prepared, web.failed]);
    options.signal?.throwIfAborted();
    const started = [web, ...plan.processes.filter((name) => name !== "web").map((name) => launch(name, prepared))];
    const [signInUrl] = await Promise.race([
      Promise.all([prepared, ...started.map((child) => untilHealthy(plan, child.name, warn))]),
      ...started.map((child) => child.failed),
      givenUp(options.signal),
    ]);
    for (const child of started) child.release();
    ready = true;
    return {
      url: plan.url,
      localUrl: plan.webUrl,
      signInUrl,
      settings: plan.settings,
      get pids() {
        return Object.fromEntries(children.map((child) => [child.name, child.pid()]));
      },
      stop: () => endAll(graceMs),
      kill: () => endAll(0),
    };
  } catch (error) {
    await endAll(2_000);
    throw error;
  }
}

function givenUp(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
}
