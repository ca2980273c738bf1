import { once } from "node:events";
import { quietly } from "./guard";
import { startTool } from "./run";
import { defaultTools } from "./tools";

/** Raw frames from and to ffmpeg, one at a time, so that memory does not grow with the length of a video. */

const timeoutMs = 6 * 3600 * 1000;

type Ffmpeg = ReturnType<typeof open>;

function open(args: readonly string[], signal: AbortSignal) {
  signal.throwIfAborted();
  const limits = { timeoutMs, maxFileBytes: 4 * 1024 ** 3, signal };
  const { child, ended, stop } = startTool(defaultTools().ffmpeg, [...quietly, "-nostdin", ...args], limits, "pipe");
  const input = child.stdin;
  if (!input) throw new Error("ffmpeg has no input.");
  input.on("error", () => {}); // a tool that has ended says why in `ended`
  ended.catch(() => {}); // for callers that stop before its end
  return { output: child.stdout, input, ended, stop: () => stop(new Error("The frames are no longer needed.")) };
}

/** The frames that ffmpeg writes to its standard output as raw video, each of so many bytes. */
export async function* decodedFrames(
  args: readonly string[],
  bytes: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void> {
  const { output, ended, stop } = open([...args, "-f", "rawvideo", "pipe:1"], signal);
  let frame = Buffer.allocUnsafe(bytes);
  let filled = 0;
  try {
    for await (const chunk of output as AsyncIterable<Buffer>) {
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
    const { input, ended } = this.#tool;
    if (input.write(bytes)) return;
    // Where the pipe breaks, `ended` says why.
    await Promise.race([once(input, "drain").catch(() => ended), ended]);
  }

  /** Ends the input and waits for the file. */
  async end(): Promise<void> {
    this.#tool.input.end();
    await this.#tool.ended;
  }

  stop(): void {
    this.#tool.stop();
  }
}
