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
  // Two, so that a frame stays valid while the next one is read ahead.
  const buffers = [Buffer.alloc(frameBytes), Buffer.alloc(frameBytes)] as const;
  let count = 0;
  const read = frameReader(child.stdout, () => buffers[count++ % 2 === 0 ? 0 : 1], ended);
  let ahead: Promise<Buffer | null> | undefined;
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

/** Reads frames from what ffmpeg writes, each into the next of `buffers`; null after the last one. */
function frameReader(stream: Readable, buffers: () => Buffer, ended: Promise<unknown>): () => Promise<Buffer | null> {
  const chunks = stream[Symbol.asyncIterator]();
  let rest: Buffer | null = null;
  return async () => {
    const frame = buffers();
    let filled = 0;
    while (filled < frame.length) {
      if (!rest || rest.length === 0) {
        const { value, done } = await chunks.next();
        if (done) {
          await ended;
          if (filled > 0) throw new MediaError("not_decodable", "The video ends within a frame");
          return null;
        }
        rest = value as Buffer;
      }
      const taken = rest.copy(frame, filled);
      rest = rest.subarray(taken);
      filled += taken;
    }
    return frame;
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

async function show(read: () => Promise<Buffer | null>, take: Shown["take"]): Promise<void> {
  for (let frame = await read(); frame; frame = await read()) take(frame);
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
  if (shown) {
    const read = frameReader(child.stdout, () => Buffer.alloc(shown.frameBytes), ended);
    void show(read, shown.take).catch(() => {}); // `ended` says why
  } else child.stdout.resume();
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
