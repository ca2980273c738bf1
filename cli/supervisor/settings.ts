import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";
import type { AnyService } from "@/lib/define-service";
import { type Env, localUrl, productionFaults, readEnv, serviceSetting } from "@/lib/env";
import { routingFaults } from "@/lib/routing/faults";
import * as services from "@/lib/services";
import { machineFaults } from "@/lib/startup/machine";
import { serviceFaults } from "@/lib/startup/services";
import { basePathOf } from "@/server/http/base-path-of";
import { claimPort } from "./ports";
import { settingsFile } from "./settings-file";
import { CannotStart } from "./startup-error";

export type ProcessName = "web" | "engine" | "work" | "sandbox";
export type Settings = Record<string, string>;

export type StartOptions = {
  /** Hot reload instead of a production build. */
  dev?: boolean;
  /**
   * Ports that replace the settings'; 0 picks a free one. `"free"` picks free ports for all processes and ignores
   * `.env`.
   */
  ports?: "free" | Record<ProcessName, number>;
  dataDir?: string;
  /** Settings that take precedence over the environment and `.env`. */
  env?: Settings;
  /** Called with every output line of every process, printed or not. */
  onLine?: (name: ProcessName, line: string) => void;
  /** Prints no log lines; a failed start has the process's last output in its error. */
  quiet?: boolean;
  /** Cancels the start; has no effect on a running app. */
  signal?: AbortSignal;
};

export type Plan = {
  dev: boolean;
  processes: ProcessName[];
  settings: Settings;
  /** The address that the web process listens on. */
  host: string;
  /** The app's public address, and its address on this machine. */
  url: string;
  webUrl: string;
};

export const portSettings = { web: "PORT", engine: "ENGINE_PORT", work: "WORK_PORT", sandbox: "SANDBOX_PORT" } as const;
/** An Inngest server in place of the engine listens on 8288 and 8289. */
const usualPorts = { web: 3000, engine: 8288, work: 8291, sandbox: 8290 } as const;
const hex = (bytes: number) => randomBytes(bytes).toString("hex");

/** Plans which processes to start with which settings; validates everything before the first process starts. */
export async function planStart(options: StartOptions): Promise<Plan> {
  const dev = options.dev ?? false;
  const { settings } = planSettings(options);
  refuse(machineFaults(checked(settings)));
  settings.SECRET ??= keptSecret(dataDir(settings));

  const processes = processesFor(settings);
  const host = settings.HOST ?? "127.0.0.1";
  for (const name of processes) {
    const setting = portSettings[name];
    const given = options.ports === "free" ? 0 : (options.ports?.[name] ?? settings[setting] ?? usualPorts[name]);
    const port = Number(given);
    if (!Number.isInteger(port) || port < 0 || port > 65535) {
      throw new CannotStart(`${setting} is "${given}": set it to a number from 1 to 65535.`);
    }
    settings[setting] = String(await claimPort(port, name === "web" ? host : "127.0.0.1", setting));
  }
  // With ports of its own the app is at those ports, whatever PUBLIC_URL says about the usual one.
  if (options.ports && !options.env?.PUBLIC_URL) delete settings.PUBLIC_URL;
  const { PUBLIC_URL: url, ...at } = checked(settings);
  settings.PUBLIC_URL = url; // Next also reads `.env`, and would take the value from there
  const webUrl = localUrl(at);
  if (processes.includes("engine")) joinEngine(settings, webUrl, dev);
  if (processes.includes("sandbox")) joinSandbox(settings);
  if (processes.includes("work")) joinWork(settings);
  if (!dev) refuse(productionFaults(checked(settings)));
  refuse(Object.values(services).flatMap((service) => serviceFaults(service, settings)));
  refuse(routingFaults(settings));
  return { dev, processes, settings, host, url, webUrl };
}

function refuse(faults: string[]): void {
  if (faults.length > 0) throw new CannotStart(faults.join("\n"));
}

/** The configured settings and the app's address; creates and checks nothing. */
export function planSettings(options: StartOptions): { settings: Settings; url: string } {
  const settings = gather(options);
  settings.NODE_ENV = options.dev ? "development" : "production";
  settings.DATA_DIR = resolve(options.dataDir ?? settings.DATA_DIR ?? "data");
  return { settings, url: checked(settings).PUBLIC_URL };
}

const dataDir = (settings: Settings) => settings.DATA_DIR ?? "data";

/** Merges `.env`, the environment and the caller's settings; later ones win, and empty ones count as not set. */
function gather({ ports, env = {} }: StartOptions): Settings {
  const file = parseEnv(settingsFile(".env"));
  const given = { ...(ports === "free" ? {} : file), ...process.env, ...env };
  const settings: Settings = {};
  // npm sets some sixty variables for its scripts; each costs time whenever a process reads its environment.
  for (const [name, value] of Object.entries(given)) if (value && !name.startsWith("npm_")) settings[name] = value;
  return settings;
}

/** A configured Inngest replaces the engine; the sandbox replaces services without a URL. */
function processesFor(settings: Settings): ProcessName[] {
  const ownEngine = !settings.INNGEST_DEV && !settings.INNGEST_BASE_URL && !settings.INNGEST_SIGNING_KEY;
  const all: AnyService[] = Object.values(services);
  const pods = all.filter(({ kind }) => kind === "pod");
  const remote = pods.filter((service) => settings[serviceSetting(service.id)]);
  const ownServices = !settings.SANDBOX_URL && remote.length < pods.length;
  const ownWork = !settings.WORK_URL && all.some(({ kind }) => kind === "local");
  if ((remote.length > 0 || settings.SANDBOX_URL) && !settings.SERVICE_API_KEY) {
    throw new CannotStart("SERVICE_API_KEY is missing: set the key of your model services.");
  }
  const others = { engine: ownEngine, work: ownWork, sandbox: ownServices };
  return ["web", ...(["engine", "work", "sandbox"] as const).filter((name) => others[name])];
}

function joinEngine(settings: Settings, webUrl: string, dev: boolean): void {
  settings.INNGEST_BASE_URL = `http://127.0.0.1:${settings.ENGINE_PORT}`;
  settings.INNGEST_SIGNING_KEY = `signkey-prod-${hex(32)}`;
  settings.INNGEST_EVENT_KEY ??= hex(32);
  settings.ENGINE_HOST = "127.0.0.1";
  settings.ENGINE_APP_URLS ??= `${webUrl}${basePathOf(settings.PUBLIC_URL)}/api/inngest`;
  settings.INNGEST_SERVE_ORIGIN = settings.ENGINE_APP_URLS.replace(/\/api\/inngest$/, "");
  if (dev) settings.ENGINE_WATCH = "1";
}

function joinWork(settings: Settings): void {
  settings.WORK_HOST = "127.0.0.1";
  settings.WORK_URL = `http://127.0.0.1:${settings.WORK_PORT}`;
}

function joinSandbox(settings: Settings): void {
  settings.SERVICE_API_KEY ??= hex(32);
  settings.SANDBOX_HOST = "127.0.0.1";
  settings.SANDBOX_URL = `http://127.0.0.1:${settings.SANDBOX_PORT}`;
  settings.SANDBOX_DATA_DIR ??= join(dataDir(settings), "sandbox");
}

/** Created at the first start and kept, so that file links and sessions survive a restart. */
function keptSecret(dataDir: string): string {
  const file = join(dataDir, "secret");
  if (!existsSync(file)) writeFileSync(file, `${hex(32)}\n`, { mode: 0o600, flag: "wx" });
  chmodSync(file, 0o600);
  return readFileSync(file, "utf8").trim();
}

/** Validates the settings; the error names every invalid one. */
function checked(settings: Settings): Env {
  try {
    return readEnv(settings);
  } catch (error) {
    throw new CannotStart(error instanceof Error ? error.message : String(error));
  }
}
