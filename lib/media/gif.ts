import { readFile, stat } from "node:fs/promises";
import { inTurn } from "./decoder-slots";
import { inputArguments, mostFramePixels, quietly } from "./guard";
import { MediaError } from "./media-error";
import { runTool } from "./run";
import type { Sniffed } from "./sniff";
import { defaultTools } from "./tools";

export const gif: Sniffed = { type: "file", contentType: "image/gif", extension: "gif" };

const mostBytes = 64 * 1024 * 1024;
const mostFrames = 10_000;

/** Size, length and frame rate of a GIF, after reading every block and decoding every frame of it. Throws MediaError. */
export async function inspectGif(path: string) {
  if ((await stat(path)).size > mostBytes) {
    throw new MediaError("too_large", `The GIF is larger than ${mostBytes / 1024 / 1024} MB`);
  }
  const { width, height, frames, duration } = await inTurn(async () => blocksOf(await readFile(path)));
  if (width * height > mostFramePixels) {
    throw new MediaError("too_many_pixels", `The GIF has more than ${mostFramePixels / 1e6} million pixels`);
  }
  if (frames > mostFrames) throw new MediaError("too_long", `The GIF has more than ${mostFrames} frames`);
  await decode(path);
  return { width, height, duration, fps: frames / duration };
}

/** ffmpeg skips what it does not understand; so that nothing is missing in the middle, the blocks are followed here. */
function blocksOf(bytes: Buffer): { width: number; height: number; frames: number; duration: number } {
  const byte = (at: number) => bytes[at] ?? fail();
  const afterTable = (at: number, flags: number) => (flags & 0x80 ? at + (6 << (flags & 7)) : at);
  const afterData = (start: number) => {
    let at = start;
    while (byte(at) !== 0) at += byte(at) + 1;
    return at + 1;
  };
  if (bytes.length < 14) fail();
  let at = afterTable(13, byte(10));
  let frames = 0;
  let hundredths = 0;
  let delay = 0;
  for (let kind = byte(at); kind !== 0x3b; kind = byte(at)) {
    if (kind === 0x21) {
      if (byte(at + 1) === 0xf9) delay = byte(at + 4) + 256 * byte(at + 5);
      at = afterData(at + 2);
    } else if (kind === 0x2c) {
      at = afterData(afterTable(at + 10, byte(at + 9)) + 1);
      frames += 1;
      hundredths += delay < 2 ? 10 : delay; // as browsers show it
      delay = 0;
    } else fail();
  }
  if (frames === 0) fail();
  // It may be a second file, which another program would find.
  if (at + 1 < bytes.length) {
    throw new MediaError("not_decodable", "The GIF has other data behind its end: save it again");
  }
  return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8), frames, duration: hundredths / 100 };
}

async function decode(path: string): Promise<void> {
  const args = [...quietly, "-nostdin", ...inputArguments(path, gif), "-f", "null", "pipe:1"];
  const { errors } = await runTool(defaultTools().ffmpeg, args, { timeoutMs: 120_000 }).catch((cause: unknown) => {
    throw cause instanceof MediaError && cause.code === "tool_failed" ? damaged(cause) : cause;
  });
  if (errors.trim() !== "") throw damaged();
}

const damaged = (cause?: unknown) => new MediaError("not_decodable", "The GIF is damaged or incomplete", { cause });
function fail(): never {
  throw damaged();
}
