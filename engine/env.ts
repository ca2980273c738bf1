import type { EngineOptions } from "./engine";
import { isSigningKey } from "./keys";

export class SettingError extends Error {}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new SettingError(`${name} is not set: the engine does not run unsigned`);
  return value;
}

function portOf(text: string | undefined): number {
  const port = Number(text || 8288);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new SettingError(`ENGINE_PORT is not a port: ${text}`);
}

function callsOf(text: string | undefined): number | undefined {
  if (!text) return undefined;
  const calls = Number(text);
  if (Number.isInteger(calls) && calls >= 1) return calls;
  throw new SettingError(`ENGINE_CALLS is not a number of requests: ${text}`);
}

/** The engine's settings. Only this file reads the environment. */
export function settings(): EngineOptions {
  const signingKey = required("INNGEST_SIGNING_KEY");
  if (!isSigningKey(signingKey)) {
    throw new SettingError("INNGEST_SIGNING_KEY is not a signing key: hexadecimal, of an even length");
  }
  const appUrls = (process.env.ENGINE_APP_URLS ?? "").split(",").flatMap((url) => url.trim() || []);
  for (const url of appUrls) if (!URL.canParse(url)) throw new SettingError(`ENGINE_APP_URLS: not a URL: ${url}`);
  return {
    signingKey,
    eventKey: required("INNGEST_EVENT_KEY"),
    host: process.env.ENGINE_HOST || "127.0.0.1",
    port: portOf(process.env.ENGINE_PORT),
    appUrls,
    calls: callsOf(process.env.ENGINE_CALLS),
    watch: process.env.ENGINE_WATCH === "1",
    faults: process.env.ENGINE_FAULTS === "1",
  };
}
