import { asClip } from "./animation";
import { inputArguments, quietly } from "./guard";
import { look, type MediaInfo } from "./inspect";
import { MediaError } from "./media-error";
import type { Probed } from "./probe";
import { runTool } from "./run";
import { sniff } from "./sniff";
import { defaultTools } from "./tools";

/** The codecs that today's browsers play, if the system supports them. All others become H.264 and AAC. */
const playedPictures = ["h264", "hevc", "vp8", "vp9", "av1"];
const playedSounds = ["aac", "mp3", "opus", "vorbis", "flac"];
/** Longer films with a picture that browsers do not play stay unchanged: encoding them takes too long for a request. */
const mostEncodedSeconds = 180;

/**
 * Writes to `part` a playable copy of a video that browsers would show without sound or not at all: AAC, and the
 * picture copied if it plays. False when the video plays already or could not be converted: it stays unchanged.
 */
export async function makePlayable(path: string, part: string, info: MediaInfo, probed: Probed): Promise<boolean> {
  const { picture, sound } = probed;
  if (!picture) return false;
  const isPictureFine = playedPictures.includes(picture.codec);
  // Players play the first audio track; if another one is decodable, that one must come first.
  const isSoundFine = !sound || (sound.isFirst && playedSounds.includes(sound.codec));
  const isLong = (info.duration ?? 0) > mostEncodedSeconds;
  if (isSoundFine && (isPictureFine || isLong)) return false;
  if (!isPictureFine && isLong) return false;
  const copied = ["-c:v", "copy", ...(picture.codec === "hevc" ? ["-tag:v", "hvc1"] : [])];
  // A cut without encoding may change its length when copied: then it is encoded.
  for (const how of [isPictureFine ? copied : null, isLong ? null : encoded]) {
    if (how && (await written(path, part, how, probed)) && (await isAsLong(part, probed))) return true;
  }
  return false;
}

const encoded = ["-vf", "scale=trunc(iw/2)*2:trunc(ih/2)*2", ...asClip];

async function written(path: string, part: string, how: string[], { picture, sound }: Probed): Promise<boolean> {
  const sniffed = await sniff(path);
  if (!sniffed || !picture) return false;
  const maps = ["-map", `0:${picture.index}`, ...(sound ? ["-map", `0:${sound.index}`] : [])];
  const isPlayed = sound && playedSounds.includes(sound.codec);
  const aac = isPlayed ? ["-c:a", "copy"] : ["-c:a", "aac", "-b:a", "192k", "-flags:a", "+bitexact"];
  const file = ["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-movflags", "+faststart"];
  const args = [
    ...inputArguments(path, sniffed),
    ...maps,
    ...how,
    ...(sound ? aac : []),
    ...file,
    "-f",
    "mp4",
    "-y",
    `file:${part}`,
  ];
  try {
    const limits = { timeoutMs: 300_000, maxFileBytes: 2 * 1024 ** 3 };
    await runTool(defaultTools().ffmpeg, [...quietly, "-nostdin", ...args], limits);
    return true;
  } catch (error) {
    if (error instanceof MediaError) return false;
    throw error;
  }
}

/** Whether the copy's duration is within two frames of the original's. */
async function isAsLong(path: string, { duration, fps }: Probed): Promise<boolean> {
  try {
    const { info } = await look(path);
    return Math.abs((info.duration ?? 0) - duration) <= 2 / (fps ?? 25);
  } catch (error) {
    if (error instanceof MediaError) return false;
    throw error;
  }
}
