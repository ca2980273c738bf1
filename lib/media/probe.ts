import { inputArguments, openedOnly, quietly } from "./guard";
import { MediaError } from "./media-error";
import { type Facts, packetEntries, packetReader } from "./packets";
import { runTool } from "./run";
import type { Sniffed } from "./sniff";
import { defaultTools, type Tools } from "./tools";
import { isTaken, takenCodecs, trackOf } from "./tracks";

export type ProbeLimits = {
  /** Seconds. */
  maxDuration?: number;
  maxFps?: number;
  /** For each pass. */
  timeoutMs?: number;
  signal?: AbortSignal;
  tools?: Tools;
};
export type Probed = {
  /** Pixels as shown: upright, and with square pixels. */
  width: number | null;
  height: number | null;
  duration: number;
  fps: number | null;
  codec: string;
  hasAudio: boolean;
  /** The tracks that are used, by ffmpeg's index and codec. */
  picture: { index: string; codec: string; pixels: string } | null;
  sound: { index: string; codec: string; isFirst: boolean } | null;
};

const shown = [
  packetEntries,
  "stream=index,codec_type,codec_name,width,height,sample_aspect_ratio,pix_fmt,avg_frame_rate,nb_frames",
  "stream_disposition=attached_pic",
  "stream_side_data=rotation",
].join(":");
// Messages of demuxers that continue without an error although the end or a piece of the file is missing.
const incomplete = /partial file|ended prematurely|truncat|exceeds containing|as first byte of an EBML/i;

/**
 * Reads every packet of a video or audio file and decodes the first frames of the tracks that are used; other tracks
 * may be anything. Counts duration and frame rate from the packets, because headers only claim them. Throws MediaError.
 */
export async function probe(path: string, sniffed: Sniffed, limits: ProbeLimits = {}): Promise<Probed> {
  const { maxDuration = 3600, maxFps = 240 } = limits;
  const isVideo = sniffed.type === "video";
  const { streams, packets, errors } = await readAll(path, sniffed, limits);
  const video = streams.find((one) => one.codec_type === "video" && one["disposition:attached_pic"] !== "1");
  // A track without packets is not audio: some tools write one beside a silent picture.
  const sounds = streams.filter((one) => one.codec_type === "audio" && packets(one.index).read > 0);
  const audio = sounds.find(isTaken) ?? sounds[0];
  const stream = isVideo ? video : audio;
  if (!stream && isVideo) throw new MediaError("no_video", "The file has no video track");
  if (!stream) throw new MediaError("no_audio", "The file has no audio track");
  for (const used of [isVideo ? video : undefined, audio]) {
    if (used && !isTaken(used)) {
      throw new MediaError(
        "not_decodable",
        `The codec of ${trackOf(used)} is not supported. Send ${takenCodecs(used)}`,
      );
    }
  }

  const { read, count, start, end } = packets(stream.index);
  const duration = Math.round((end - start) * 1000) / 1000;
  if (incomplete.test(errors) || count === 0) throw damaged(stream);
  if (Number(stream.nb_frames) > read) await refuseMissing(path, sniffed, limits, stream);
  const fps = isVideo ? frameRate(stream.avg_frame_rate, count / duration) : null;
  if (fps !== null && !(fps > 0 && fps <= maxFps)) {
    throw new MediaError("frame_rate", `The video's frame rate is not between 0 and ${maxFps} frames per second`);
  }
  if (!(duration > 0)) throw new MediaError("not_decodable", "The file has no duration");
  if (duration > maxDuration) throw new MediaError("too_long", `The file is longer than ${maxDuration} seconds`);
  await decodeStart(path, sniffed, limits, isVideo ? [stream, ...(audio ? [audio] : [])] : [stream]);

  const codec = stream.codec_name ?? "unknown";
  const index = stream.index ?? "";
  return {
    ...(isVideo ? shownSize(stream) : { width: null, height: null }),
    duration,
    fps,
    codec,
    hasAudio: audio !== undefined,
    picture: isVideo ? { index, codec, pixels: stream.pix_fmt ?? "" } : null,
    sound: audio ? soundOf(audio, streams) : null,
  };
}

function soundOf(audio: Facts, streams: Facts[]) {
  const isFirst = streams.find((one) => one.codec_type === "audio") === audio;
  return { index: audio.index ?? "", codec: audio.codec_name ?? "", isFirst };
}

function shownSize({ width, height, sample_aspect_ratio, rotation }: Facts): { width: number; height: number } {
  const [across = 1, down = 1] = (sample_aspect_ratio ?? "").split(":").map(Number);
  const wide = across > 0 && down > 0 ? Math.round((Number(width) * across) / down) : Number(width);
  const isTurned = Math.abs(Number(rotation)) % 180 === 90;
  return isTurned ? { width: Number(height), height: wide } : { width: wide, height: Number(height) };
}

/** Reads the whole file once: its streams and every packet. */
async function readAll(path: string, sniffed: Sniffed, limits: ProbeLimits, alsoOpened: readonly string[] = []) {
  const reader = packetReader();
  const args = [...openedOnly(alsoOpened), "-show_entries", shown, "-of", "compact"];
  try {
    const errors = await ffprobe(path, sniffed, limits, args, reader.take);
    return { ...reader.end(), errors };
  } catch (error) {
    const unknown = notListed(error).filter((name) => !alsoOpened.includes(name));
    // ffprobe names the decoder's track only if it may open it. The list grows with each round.
    if (unknown.length === 0 || alsoOpened.length > 20) throw asDamage(error);
    return readAll(path, sniffed, limits, [...alsoOpened, ...unknown]);
  }
}

/** The decoders that ffprobe was not allowed to open. */
function notListed(error: unknown): string[] {
  if (!(error instanceof MediaError) || error.code !== "tool_failed") return [];
  const names = [...error.message.matchAll(/Codec \(([\w-]+)\) not on whitelist/g)].map(([, name = ""]) => name);
  return [...new Set(names)];
}

/**
 * The file lists more frames than were read. Frames outside an edit list may be skipped, as after a cut without
 * encoding: then all are found when the edit list is ignored. Otherwise the file's end is missing.
 */
async function refuseMissing(path: string, sniffed: Sniffed, limits: ProbeLimits, { index, ...stream }: Facts) {
  let said = "";
  const counted = ["-ignore_editlist", "1", "-count_packets", "-select_streams", index ?? ""];
  const args = [...counted, ...openedOnly([]), "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0"];
  await ffprobe(path, sniffed, limits, args, (chunk) => {
    said += chunk.toString("latin1");
  }).catch((error: unknown) => {
    throw asDamage(error);
  });
  if (!(Number.parseInt(said, 10) >= Number(stream.nb_frames))) throw damaged({ ...stream, index });
}

/** Checks that each used track gives a frame. */
async function decodeStart(path: string, sniffed: Sniffed, limits: ProbeLimits, used: Facts[]): Promise<void> {
  // Audio may begin long after the picture: then it is decoded alone, without an end.
  const together = await decoded(path, sniffed, limits, used, ["-t", "5"]);
  for (const stream of used.filter((_, i) => !together.has(i))) {
    const alone = await decoded(path, sniffed, limits, [stream], []);
    if (!alone.has(0)) {
      throw new MediaError("not_decodable", `The file is damaged or incomplete: ${trackOf(stream)} cannot be decoded`);
    }
  }
}

/** The tracks, by their place in the list, that gave a frame. */
async function decoded(path: string, sniffed: Sniffed, limits: ProbeLimits, used: Facts[], until: string[]) {
  const { ffmpeg } = limits.tools ?? defaultTools();
  const { timeoutMs = 30_000, signal } = limits;
  const maps = used.flatMap(({ index }) => ["-map", `0:${index}`]);
  const few = ["-frames:v", "5", "-frames:a", "5", ...until, "-sn", "-dn", "-f", "framecrc", "pipe:1"];
  const args = [...quietly, "-nostdin", ...inputArguments(path, sniffed), ...maps, ...few];
  try {
    const { output } = await runTool(ffmpeg, args, { timeoutMs, signal });
    return new Set([...output.toString("latin1").matchAll(/^(\d+),/gm)].map(([, place]) => Number(place)));
  } catch (error) {
    if (error instanceof MediaError && error.code === "tool_failed") return new Set<number>();
    throw error;
  }
}

async function ffprobe(
  path: string,
  sniffed: Sniffed,
  limits: ProbeLimits,
  args: readonly string[],
  onOutput: (chunk: Buffer) => void,
): Promise<string> {
  const { ffprobe } = limits.tools ?? defaultTools();
  const { timeoutMs = 30_000, signal } = limits;
  const bounds = { timeoutMs, signal, onOutput, maxOutputBytes: 512 * 1024 * 1024 };
  return (await runTool(ffprobe, [...quietly, ...inputArguments(path, sniffed), ...args], bounds)).errors;
}

const asDamage = (error: unknown) =>
  error instanceof MediaError && error.code === "tool_failed" ? damaged(null, error) : error;

/** The header's frame rate if the frames confirm it (29.97, not 29.96998), else the counted one. */
function frameRate(claimed: string | undefined, counted: number): number {
  const [frames = 0, seconds = 0] = (claimed ?? "").split("/").map(Number);
  const rate = frames / seconds;
  const bornOut = Math.abs(rate - counted) / counted < 0.01;
  return Math.round((bornOut ? rate : counted) * 1000) / 1000;
}

function damaged(stream: Facts | null, cause?: unknown): MediaError {
  const where = stream ? ` (${trackOf(stream)})` : "";
  return new MediaError("not_decodable", `The file is damaged or incomplete${where}`, { cause });
}
