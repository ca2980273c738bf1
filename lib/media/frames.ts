import { type Readable, Writable } from "node:stream";
import { quietly } from "./guard";
import { MediaError } from "./media-error";
import { type RunLimits, startTool } from "./run";
import { defaultTools } from "./tools";

/**
 * Raw frames from and to ffmpeg while it runs. They take no slot of `inTurn`, because a composition needs several tools at
 * once; only the processes of local work use them.
 */

const long = { timeoutMs: 7_200_000, maxFileBytes: 4 * 1024 ** 3 };

export type FrameReader = {
  /** The next frame, valid until the next call; null after the last one. */
  next(): Promise<Buffer | null>;
  /** Ends ffmpeg, whether or not there are more frames. */
  close(): void;
};

/** Decodes frames of `frameBytes` each. `args`: ffmpeg's inputs and filters, without the output. */
export function readFrames(args: readonly string[], frameBytes: number, limits: RunLimits): FrameReader {
  const raw = [...quietly, "-nostdin", ...args, "-f", "rawvideo", "pipe:1"];
  const { child, stop, ended } = startTool(defaultTools().ffmpeg, raw, { ...long, ...limits });
  const chunks = child.stdout[Symbol.asyncIterator]();
  // Two, so that a frame stays valid while the next one is read ahead.
  const buffers = [Buffer.alloc(frameBytes), Buffer.alloc(frameBytes)];
  let count = 0;
  let rest: Buffer | null = null;
  let ahead: Promise<Buffer | null> | undefined;

  async function read(): Promise<Buffer | null> {
    const frame = buffers[count % 2] ?? Buffer.alloc(frameBytes);
    let filled = 0;
    while (filled < frameBytes) {
      if (!rest || rest.length === 0) {
        const { value, done } = await chunks.next();
        if (done) {
          await ended;
          if (filled > 0) throw new MediaError("not_decodable", "The video ends within a frame");
          return null;
        }
        rest = value as Buffer;
      }
      const taken = Math.min(rest.length, frameBytes - filled);
      rest.copy(frame, filled, 0, taken);
      rest = rest.subarray(taken);
      filled += taken;
    }
    count += 1;
    return frame;
  }

  return {
    async next() {
      const frame = await (ahead ?? read());
      ahead = frame ? read() : Promise.resolve(null);
      ahead.catch(() => {}); // the next call reports it
      return frame;
    },
    close: () => stop(new Error("The frames are no longer needed.")),
  };
}

export type FrameWriter = {
  /** Resolves when ffmpeg has taken the frame, which may then be changed. `pipe`: the number of the input, from 0. */
  write(frame: Buffer, pipe?: number): Promise<void>;
  /** Resolves when the file is complete. */
  end(): Promise<void>;
  close(): void;
};

/** What ffmpeg writes to its standard output meanwhile: frames of so many bytes. */
export type Shown = { frameBytes: number; take(frame: Buffer): void };

function onFrames(stream: Readable, { frameBytes, take }: Shown): void {
  let frame = Buffer.alloc(frameBytes);
  let filled = 0;
  stream.on("data", (chunk: Buffer) => {
    for (let at = 0; at < chunk.length; ) {
      const taken = chunk.copy(frame, filled, at);
      at += taken;
      filled += taken;
      if (filled < frameBytes) continue;
      take(frame);
      frame = Buffer.alloc(frameBytes);
      filled = 0;
    }
  });
}

/** The name of an input that receives raw frames, from 0. */
export const pipeName = (pipe: number) => `pipe:${pipe === 0 ? 0 : pipe + 2}`;

/** Starts ffmpeg with raw frames as its standard input, or with several such inputs. */
export function writeFrames(
  args: readonly string[],
  { pipes = 1, shown, ...limits }: RunLimits & { pipes?: number; shown?: Shown },
): FrameWriter {
  const command = [...quietly, ...args];
  const { child, stop, ended } = startTool(defaultTools().ffmpeg, command, { ...long, ...limits }, pipes);
  const inputs = [child.stdin, ...child.stdio.slice(3)].slice(0, pipes).map((stream) => {
    if (!(stream instanceof Writable)) throw new Error("ffmpeg has no input.");
    stream.on("error", () => {}); // ffmpeg has ended: `ended` says why
    return stream;
  });
  if (shown) onFrames(child.stdout, shown);
  else child.stdout.resume();
  return {
    async write(frame, pipe = 0) {
      const taken = new Promise<void>((resolve, reject) => {
        inputs[pipe]?.write(frame, (error) => (error ? reject(error) : resolve()));
      });
      await taken.catch(async (error) => {
        await ended;
        throw error;
      });
    },
    async end() {
      for (const input of inputs) input.end();
      await ended;
    },
    close: () => stop(new Error("The film is no longer needed.")),
  };
}
