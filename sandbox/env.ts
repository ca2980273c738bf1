import os from "node:os";
import path from "node:path";

/** The settings. `port: 0` picks a free port (tests). */
export interface Settings {
  apiKey: string;
  port: number;
  host: string;
  concurrency: number;
  /** "media": answers at once with tiny valid files. "bare": answers at once without any media. */
  instant: false | "media" | "bare";
  dataDir: string;
  /** A JSONL file of accepted submits, kept across restarts; null for none. */
  submitLog: string | null;
  ffmpegPath: string | null;
  ffprobePath: string | null;
}

export class SettingError extends Error {
  constructor(
    readonly setting: string,
    reason: string,
  ) {
    super(`${setting} ${reason}`);
  }
}

type Env = Record<string, string | undefined>;

function whole(env: Env, name: string, fallback: number, min: number, max: number): number {
  const text = env[name]?.trim();
  if (!text) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new SettingError(name, `must be a whole number from ${min} to ${max}, not "${text}"`);
  }
  return value;
}

function instantMode(env: Env): Settings["instant"] {
  const text = env.SANDBOX_INSTANT?.trim() ?? "";
  if (text === "" || text === "0") return false;
  if (text === "1") return "media";
  if (text === "bare") return "bare";
  throw new SettingError("SANDBOX_INSTANT", `must be 0, 1 or bare, not "${text}"`);
}

/** The only place that reads the environment. */
export function readSettings(env: Env = process.env): Settings {
  const apiKey = env.SERVICE_API_KEY?.trim() ?? "";
  if (!apiKey) throw new SettingError("SERVICE_API_KEY", "is missing: set the key that callers send as X-API-Key");
  const port = whole(env, "SANDBOX_PORT", 8290, 0, 65_535);
  const dataDir = env.SANDBOX_DATA_DIR?.trim() || path.join(os.tmpdir(), `nextscene-sandbox-${port}`);
  const log = env.SANDBOX_SUBMIT_LOG?.trim() ?? "";
  return {
    apiKey,
    port,
    host: env.SANDBOX_HOST?.trim() || "127.0.0.1",
    concurrency: whole(env, "SANDBOX_CONCURRENCY", 2, 1, 64),
    instant: instantMode(env),
    dataDir,
    submitLog: log === "" || log === "0" ? null : log === "1" ? path.join(dataDir, "submits.jsonl") : log,
    ffmpegPath: env.FFMPEG_PATH?.trim() || null,
    ffprobePath: env.FFPROBE_PATH?.trim() || null,
  };
}
