import { resolve } from "node:path";
import type { Sniffed } from "./sniff";

/** The demuxer that is forced for each sniffed kind. */
const demuxers: Record<string, string> = {
  mp4: "mov",
  mov: "mov",
  m4a: "mov",
  webm: "matroska",
  mkv: "matroska",
  mp3: "mp3",
  wav: "wav",
  ogg: "ogg",
  flac: "flac",
  png: "png_pipe",
  jpg: "jpeg_pipe",
  webp: "webp_pipe",
  gif: "gif",
  apng: "apng",
  vtt: "webvtt",
  srt: "srt",
};

/** For subtitle files, which contain nothing else. */
const textDecoders: Record<string, string> = { vtt: "webvtt", srt: "subrip,srt" };

/** Decoders for files from outside, under their names in different builds of ffmpeg. */
const decoders = [
  ...["h264", "hevc", "vp8", "vp9", "libvpx", "libvpx-vp9", "av1", "libdav1d", "libaom-av1", "mpeg4", "prores"],
  ...["mpeg1video", "mpeg2video", "h263", "dnxhd", "mjpeg", "png", "webp", "gif", "apng"],
  ...[
    "aac",
    "aac_fixed",
    "mp3",
    "mp3float",
    "mp2",
    "mp2float",
    "opus",
    "libopus",
    "vorbis",
    "libvorbis",
    "flac",
    "alac",
  ],
  ...["ac3", "ac3_fixed", "eac3", "dca", "truehd", "mlp", "amrnb", "amrwb", "libopencore_amrnb", "libopencore_amrwb"],
  ...["pcm_u8", "pcm_s8", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be", "pcm_f32le"],
  ...["pcm_f32be", "pcm_f64le", "pcm_f64be", "pcm_alaw", "pcm_mulaw", "adpcm_ms", "adpcm_ima_wav", "adpcm_ima_qt"],
].join(",");

/** Decoders of tracks that are never shown: ffprobe opens one for every track, and fails without it. */
const subtitleDecoders = [
  ...["mov_text", "subrip", "srt", "ass", "ssa", "webvtt", "text", "dvdsub", "dvbsub", "pgssub", "xsub", "cc_dec"],
  ...["libzvbi_teletextdec", "libaribb24", "libaribcaption"],
].join(",");

/** Most pixels of one frame of a video: a little more than 8K. */
export const mostFramePixels = 36_000_000;

/** The first arguments of every ffmpeg and ffprobe command; no single allocation is larger than a frame of 8K needs. */
export const quietly = ["-hide_banner", "-v", "error", "-max_alloc", String(512 * 1024 * 1024)];

/**
 * The arguments by which ffmpeg or ffprobe reads one file from outside and nothing else. The demuxer is forced, because
 * `-protocol_whitelist file` alone lets a playlist name local files; "file:" protects names such as `-i.mp4`. `before`:
 * input options, such as `-ss 3`.
 */
export function inputArguments(path: string, sniffed: Sniffed, before: readonly string[] = []): string[] {
  const demuxer = demuxers[sniffed.extension];
  if (!demuxer) throw new Error(`No demuxer for "${sniffed.extension}"`);
  const lists = [
    "-protocol_whitelist",
    "file",
    "-format_whitelist",
    demuxer,
    "-codec_whitelist",
    textDecoders[sniffed.extension] ?? decoders,
  ];
  return [...lists, "-max_pixels", String(mostFramePixels), "-f", demuxer, ...before, "-i", `file:${resolve(path)}`];
}

/**
 * For ffprobe, which fails when it cannot open a decoder for a track: it may also open those of subtitles and of
 * `others`. They are never fed: only the list of `inputArguments` decodes.
 */
export function openedOnly(others: readonly string[]): string[] {
  const more = others.length > 0 ? `${decoders},${others.join(",")}` : null;
  const lists = ["s", ...(more ? ["v", "a", "d"] : [])];
  return lists.flatMap((type) => [
    `-codec_whitelist:${type}`,
    type === "s" ? [subtitleDecoders, ...others].join(",") : (more ?? decoders),
  ]);
}
