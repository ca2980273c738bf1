import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";
import type { Role } from "@/lib/define-role";
import type { AnyService } from "@/lib/define-service";
import { type Env, localUrl, productionFaults, readEnv, serviceSetting } from "@/lib/env";
import * as roles from "@/lib/roles";
import { roleFaults } from "@/lib/routing/entries";
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
  /** Ports instead of the settings'; 0 takes a free one. `"free"` takes free ones for all, and no `.env` is read. */
  ports?: "free" | Record<ProcessName, number>;
  dataDir?: string;
  /** Settings that win over the environment and `.env`. */
  env?: Settings;
  /** Hears every line of every process as it came, whether it is printed or not. */
  onLine?: (name: ProcessName, line: string) => void;
  /** No log lines; what a process said last is in the error when it cannot start. */
  quiet?: boolean;
  /** Gives the start up; it has no effect on an app that runs. */
  signal?: AbortSignal;
};

export type Plan = {
  dev: boolean;
  processes: ProcessName[];
  settings: Settings;
  /** What the web process listens on. */
  host: string;
  /** Where callers reach the app, and where this machine does. */
  url: string;
  webUrl: string;
};

export const portSettings = { web: "PORT", engine: "ENGINE_PORT", work: "WORK_PORT", sandbox: "SANDBOX_PORT" } as const;
/** An Inngest server in the engine's place listens on 8288 and 8289. */
const usualPorts = { web: 3000, engine: 8288, work: 8291, sandbox: 8290 } as const;
const hex = (bytes: number) => randomBytes(bytes).toString("hex");

/** What to start and with which settings; checks everything that can be wrong before the first process. */
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
  // A started copy on a port of its own answers there, whatever address the settings give the usual one.
  if (options.ports && !options.env?.PUBLIC_URL) delete settings.PUBLIC_URL;
  const { PUBLIC_URL: url, ...at } = checked(settings);
  settings.PUBLIC_URL = url; // Next reads `.env` as well, and takes from it what is not given here
  const webUrl = localUrl(at);
  if (processes.includes("engine")) joinEngine(settings, webUrl, dev);
  if (processes.includes("sandbox")) joinSandbox(settings);
  if (processes.includes("work")) joinWork(settings);
  if (!dev) refuse(productionFaults(checked(settings)));
  refuse(Object.values(services).flatMap((service) => serviceFaults(service, settings)));
  refuse(Object.values(roles).flatMap((role: Role) => roleFaults(role, settings)));
  return { dev, processes, settings, host, url, webUrl };
}

function refuse(faults: string[]): void {
  if (faults.length > 0) throw new CannotStart(faults.join("\n"));
}

/** The settings as they are given, and the address they mean; nothing is made or checked by looking. */
export function planSettings(options: StartOptions): { settings: Settings; url: string } {
  const settings = gather(options);
  settings.NODE_ENV = options.dev ? "development" : "production";
  settings.DATA_DIR = resolve(options.dataDir ?? settings.DATA_DIR ?? "data");
  return { settings, url: checked(settings).PUBLIC_URL };
}

const dataDir = (settings: Settings) => settings.DATA_DIR ?? "data";

/** `.env`, the environment and the caller's settings, the later winning; empty ones count as not set. */
function gather({ ports, env = {} }: StartOptions): Settings {
  const file = parseEnv(settingsFile(".env"));
  const given = { ...(ports === "free" ? {} : file), ...process.env, ...env };
  const settings: Settings = {};
  // npm tells its scripts some sixty things about itself; each costs time whenever a process looks through its environment.
  for (const [name, value] of Object.entries(given)) if (value && !name.startsWith("npm_")) settings[name] = value;
  return settings;
}

/** Inngest takes the engine's place when it is configured; the sandbox stands in for services without a URL. */
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

/** Made at the first start and kept, so that file links and sessions outlive a restart. */
function keptSecret(dataDir: string): string {
  const file = join(dataDir, "secret");
  if (!existsSync(file)) writeFileSync(file, `${hex(32)}\n`, { mode: 0o600, flag: "wx" });
  chmodSync(file, 0o600);
  return readFileSync(file, "utf8").trim();
}

/** Every setting that is wrong is named in the error. */
function checked(settings: Settings): Env {
  try {
    return readEnv(settings);
  } catch (error) {
    throw new CannotStart(error instanceof Error ? error.message : String(error));
  }
}
