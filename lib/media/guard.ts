import { resolve } from "node:path";
import type { Sniffed } from "./sniff";

/** The demuxer each sniffed kind is forced into. */
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

/** Of subtitles in a file of their own, the only thing in it. */
const textDecoders: Record<string, string> = { vtt: "webvtt", srt: "subrip,srt" };

/** Decoders a file from outside may use, under the names different builds of ffmpeg have for them. */
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

/** Decoders of tracks that are never shown: ffprobe wants to open one for every track, and gives up without. */
const subtitleDecoders = [
  ...["mov_text", "subrip", "srt", "ass", "ssa", "webvtt", "text", "dvdsub", "dvbsub", "pgssub", "xsub", "cc_dec"],
  ...["libzvbi_teletextdec", "libaribb24", "libaribcaption"],
].join(",");

/** Most pixels of one frame of a video: a little more than 8K. */
export const mostFramePixels = 36_000_000;

/** What every ffmpeg and ffprobe command line starts with; no single piece of memory is larger than a frame of 8K needs. */
export const quietly = ["-hide_banner", "-v", "error", "-max_alloc", String(512 * 1024 * 1024)];

/**
 * The arguments by which ffmpeg or ffprobe reads one file from outside and nothing else: every `-i` of ours is made here.
 * `before` are input options, such as `-ss 3`.
 *
 * `-protocol_whitelist file` alone does not stop a playlist from naming local files, so the demuxer is forced to what the
 * bytes were sniffed as. "file:" keeps names such as `-i.mp4` or `a:b.mp4` from meaning something.
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
 * For ffprobe, which ends when it cannot open a decoder for some track: subtitles, and the decoders named in `others`, may be
 * opened as well. They are opened and never fed: only the list of `inputArguments` decodes.
 */
export function openedOnly(others: readonly string[]): string[] {
  const more = others.length > 0 ? `${decoders},${others.join(",")}` : null;
  const lists = ["s", ...(more ? ["v", "a", "d"] : [])];
  return lists.flatMap((type) => [
    `-codec_whitelist:${type}`,
    type === "s" ? [subtitleDecoders, ...others].join(",") : (more ?? decoders),
  ]);
}
