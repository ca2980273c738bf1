import { once } from "node:events";
import { quietly } from "./guard";
import { MediaError } from "./media-error";
import { killTool, startTool } from "./run";
import { defaultTools } from "./tools";

/** Raw frames from and to ffmpeg, one at a time, so that memory does not grow with the length of a video. */

const timeoutMs = 6 * 3600 * 1000;

type Ffmpeg = ReturnType<typeof open>;

function open(args: readonly string[], signal: AbortSignal) {
  signal.throwIfAborted();
  const command = [...quietly, "-nostdin", ...args];
  const child = startTool(defaultTools().ffmpeg, command, { timeoutMs, maxFileBytes: 4 * 1024 ** 3 });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-4_000);
  });
  child.stdin.on("error", () => {}); // a tool that has ended says why in `ended`
  const stop = () => killTool(child.pid);
  signal.addEventListener("abort", stop, { once: true });
  const ended = new Promise<void>((resolve, reject) => {
    child.once("error", (cause) => reject(new MediaError("tool_missing", "ffmpeg cannot be run", { cause })));
    child.once("close", (status, killedBy) => {
      signal.removeEventListener("abort", stop);
      if (signal.aborted) reject(signal.reason);
      else if (status === 0) resolve();
      else reject(new MediaError("tool_failed", `ffmpeg failed: ${errors.trim() || killedBy || status}`));
    });
  });
  ended.catch(() => {}); // for callers that stop before its end
  return { child, ended, stop };
}

/** The frames that ffmpeg writes to its standard output as raw video, each of so many bytes. */
export async function* decodedFrames(
  args: readonly string[],
  bytes: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void> {
  const { child, ended, stop } = open([...args, "-f", "rawvideo", "pipe:1"], signal);
  let frame = Buffer.allocUnsafe(bytes);
  let filled = 0;
  try {
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length; ) {
        const part = Math.min(bytes - filled, chunk.length - at);
        chunk.copy(frame, filled, at, at + part);
        filled += part;
        at += part;
        if (filled < bytes) continue;
        yield frame;
        frame = Buffer.allocUnsafe(bytes);
        filled = 0;
      }
    }
    await ended;
  } finally {
    stop();
  }
}

/** An ffmpeg that reads from its standard input. */
export class FrameSink {
  readonly #tool: Ffmpeg;

  constructor(args: readonly string[], signal: AbortSignal) {
    this.#tool = open(args, signal);
  }

  /** Resolves when ffmpeg can take more. */
  async write(bytes: Uint8Array): Promise<void> {
    const { child, ended } = this.#tool;
    if (child.stdin.write(bytes)) return;
    await Promise.race([once(child.stdin, "drain"), ended]);
  }

  /** Ends the input and waits for the file. */
  async end(): Promise<void> {
    this.#tool.child.stdin.end();
    await this.#tool.ended;
  }

  stop(): void {
    this.#tool.stop();
  }
}
