import { inputArguments, quietly } from "./guard";
import { MediaError } from "./media-error";
import { runTool } from "./run";
import type { Sniffed } from "./sniff";
import { defaultTools, type Tools } from "./tools";

export type ProbeLimits = {
  /** Seconds. */
  maxDuration?: number;
  maxFps?: number;
  /** Of each of the two passes. */
  timeoutMs?: number;
  signal?: AbortSignal;
  tools?: Tools;
};
export type Probed = {
  width: number | null;
  height: number | null;
  duration: number;
  fps: number | null;
  codec: string;
  hasAudio: boolean;
};

const shown = [
  "packet=stream_index,pts_time,duration_time,flags",
  "stream=index,codec_type,codec_name,width,height,avg_frame_rate,nb_frames",
  "stream_disposition=attached_pic",
  "stream_side_data=rotation",
].join(":");
/** Of a long video in many small packets; the tool is stopped when it says more. */
const mostBytes = 128 * 1024 * 1024;
// What demuxers say, and then go on as if nothing was, when the end or a piece of the file is missing.
const incomplete = /partial file|ended prematurely|truncat|exceeds containing|as first byte of an EBML/i;

/**
 * Reads a video or a sound: what it holds, every packet of its first video (or audio) stream, and its first frames.
 * Duration and frame rate are counted from the packets, since what headers say is only a claim. Throws MediaError.
 */
export async function probe(path: string, sniffed: Sniffed, limits: ProbeLimits = {}): Promise<Probed> {
  const { maxDuration = 3600, maxFps = 240 } = limits;
  const isVideo = sniffed.type === "video";
  const { streams, packets, errors } = await readAll(path, sniffed, limits);
  const video = streams.find((stream) => stream.codec_type === "video" && stream["disposition:attached_pic"] !== "1");
  const audio = streams.find((stream) => stream.codec_type === "audio");
  const stream = isVideo ? video : audio;
  if (!stream && isVideo) throw new MediaError("no_video", "The file has no video in it");
  if (!stream) throw new MediaError("no_audio", "The file has no sound in it");

  const { read, count, start, end } = packets.get(stream.index ?? "") ?? none;
  const duration = Math.round((end - start) * 1000) / 1000;
  if (incomplete.test(errors) || Number(stream.nb_frames) > read || count === 0) throw damaged();
  const fps = isVideo ? frameRate(stream.avg_frame_rate, count / duration) : null;
  if (fps !== null && !(fps > 0 && fps <= maxFps)) {
    throw new MediaError("frame_rate", `The video's frame rate is not between 0 and ${maxFps} frames per second`);
  }
  if (!(duration > 0)) throw new MediaError("not_decodable", "The file has no length");
  if (duration > maxDuration) throw new MediaError("too_long", `The file is longer than ${maxDuration} seconds`);
  await decodeStart(path, sniffed, limits, isVideo ? "V:0" : "a:0");

  const isTurned = Math.abs(Number(stream.rotation)) % 180 === 90;
  const size = [Number(stream.width), Number(stream.height)];
  const [width = null, height = null] = isVideo ? (isTurned ? size.reverse() : size) : [];
  return {
    width,
    height,
    duration,
    fps,
    codec: stream.codec_name ?? "unknown",
    hasAudio: audio !== undefined,
  };
}

/** What ffprobe says of one packet or stream, by its own names; what is not there is not said. */
type Facts = Record<string, string | undefined>;

/** The packets of one stream: how many were read and how many are shown, and their times in seconds. */
type Packets = { read: number; count: number; start: number; end: number };
const none: Packets = { read: 0, count: 0, start: Number.POSITIVE_INFINITY, end: Number.NEGATIVE_INFINITY };

/** Reads the whole file once: what it holds, and every packet. */
async function readAll(path: string, sniffed: Sniffed, limits: ProbeLimits) {
  const { output, errors } = await ffprobe(path, sniffed, limits, ["-show_entries", shown, "-of", "compact"]);
  const streams: Facts[] = [];
  const packets = new Map<string, Packets>();
  for (const line of linesOf(output)) {
    const [kind, ...pairs] = line.split("|");
    const facts: Facts = Object.fromEntries(pairs.map((fact) => fact.split("=", 2)));
    if (kind === "stream") streams.push(facts);
    const of = facts.stream_index ?? "";
    if (kind === "packet") packets.set(of, withPacket(packets.get(of) ?? none, facts));
  }
  return { streams, packets, errors };
}

/** One at a time: a long file has hundreds of thousands. */
function* linesOf(output: Buffer): Generator<string> {
  for (let from = 0; from < output.length; ) {
    const found = output.indexOf("\n", from);
    const to = found < 0 ? output.length : found;
    yield output.toString("utf8", from, to);
    from = to + 1;
  }
}

function withPacket({ read, ...shownSoFar }: Packets, { pts_time, duration_time, flags }: Facts): Packets {
  const pts = Number(pts_time);
  // D: outside the edit list, never shown.
  if (Number.isNaN(pts) || flags?.includes("D")) return { read: read + 1, ...shownSoFar };
  return {
    read: read + 1,
    count: shownSoFar.count + 1,
    start: Math.min(shownSoFar.start, pts),
    end: Math.max(shownSoFar.end, pts + (Number(duration_time) || 0)),
  };
}

async function decodeStart(path: string, sniffed: Sniffed, limits: ProbeLimits, select: string): Promise<void> {
  const first = ["-select_streams", select, "-read_intervals", "%+#5", "-show_entries", "frame=media_type"];
  const { output } = await ffprobe(path, sniffed, limits, [...first, "-of", "csv=p=0"]);
  if (!/video|audio/.test(output.toString())) throw damaged();
}

async function ffprobe(path: string, sniffed: Sniffed, limits: ProbeLimits, args: readonly string[]) {
  const { ffprobe } = limits.tools ?? defaultTools();
  const { timeoutMs = 30_000, signal } = limits;
  try {
    const bounds = { timeoutMs, signal, maxOutputBytes: mostBytes };
    return await runTool(ffprobe, [...quietly, ...args, ...inputArguments(path, sniffed)], bounds);
  } catch (error) {
    if (error instanceof MediaError && error.code === "tool_failed") throw damaged(error);
    throw error;
  }
}

/** The rate the header claims when the frames bear it out (29.97, not 29.96998), what was counted otherwise. */
function frameRate(claimed: string | undefined, counted: number): number {
  const [frames = 0, seconds = 0] = (claimed ?? "").split("/").map(Number);
  const rate = frames / seconds;
  const bornOut = Math.abs(rate - counted) / counted < 0.01;
  return Math.round((bornOut ? rate : counted) * 1000) / 1000;
}

function damaged(cause?: unknown): MediaError {
  return new MediaError("not_decodable", "The file is damaged or incomplete", { cause });
}
