import { spawn } from "node:child_process";
import { basename } from "node:path";
import { MediaError } from "./media-error";
import { inTurn } from "./turns";

export type RunLimits = {
  timeoutMs?: number;
  /** Most bytes taken from standard output; the tool is stopped when it says more. */
  maxOutputBytes?: number;
  signal?: AbortSignal;
};

const errorTail = 4_000;

/** Runs a tool when a place is free; its time counts from then. */
export const runTool: typeof runNow = (...run) => inTurn(() => runNow(...run));

/**
 * Runs ffmpeg or ffprobe without a shell, an environment or an input, in a process group of its own that is killed whole
 * when the time is up, the output too long or the signal aborted. Resolves with what it said when it ended by itself with
 * status 0; throws MediaError `timeout`, `tool_missing`, `tool_killed` or `tool_failed`, the signal's reason when aborted.
 */
async function runNow(
  tool: string,
  args: readonly string[],
  { timeoutMs = 60_000, maxOutputBytes = 64 * 1024 * 1024, signal }: RunLimits = {},
): Promise<{ output: Buffer; errors: string }> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = start(tool, args);
    const chunks: Buffer[] = [];
    let bytes = 0;
    let errors = "";
    let stopped: unknown;

    const stop = (reason: unknown) => {
      stopped ??= reason;
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {
        // It ended by itself in between.
      }
    };
    const name = basename(tool);
    const abort = () => stop(signal?.reason);
    const late = () => stop(new MediaError("timeout", `${name} took longer than ${timeoutMs / 1000} s`));
    const timer = setTimeout(late, timeoutMs);
    signal?.addEventListener("abort", abort, { once: true });

    child.stdout.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxOutputBytes)
        stop(new MediaError("tool_failed", `${name} wrote more than ${maxOutputBytes} bytes`));
      else chunks.push(chunk);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors = (errors + text).slice(-errorTail);
    });
    child.on("error", (cause) => {
      stopped ??= new MediaError("tool_missing", `${tool} cannot be run`, { cause });
    });
    child.on("close", (status, killedBy) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      if (stopped !== undefined) reject(stopped);
      else if (killedBy === "SIGKILL" || killedBy === "SIGTERM")
        reject(new MediaError("tool_killed", `${name} was killed`));
      else if (status !== 0) reject(new MediaError("tool_failed", `${name} failed: ${errors.trim() || status}`));
      else resolve({ output: Buffer.concat(chunks), errors });
    });
  });
}

function start(tool: string, args: readonly string[]) {
  try {
    // Our secrets are in our environment; the tool reads files of strangers and gets none of it.
    const env = { NODE_ENV: "production" } as const;
    return spawn(tool, args, { detached: true, stdio: ["ignore", "pipe", "pipe"], env });
  } catch (cause) {
    throw new MediaError("tool_missing", `${tool} cannot be run`, { cause }); // as with no memory left
  }
}
