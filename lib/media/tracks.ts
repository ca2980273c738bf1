import type { Facts } from "./packets";

/** The codecs that files from outside may use, by ffprobe's names. */
const pictures = [
  ...["h264", "hevc", "vp8", "vp9", "av1", "mpeg4", "prores", "mpeg1video", "mpeg2video", "h263", "dnxhd"],
  ...["mjpeg", "png", "webp"],
];
const sounds = [
  ...["aac", "mp3", "mp2", "opus", "vorbis", "flac", "alac", "ac3", "eac3", "dts", "truehd", "mlp", "amr_nb", "amr_wb"],
  ...["pcm_u8", "pcm_s8", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be", "pcm_f32le"],
  ...["pcm_f32be", "pcm_f64le", "pcm_f64be", "pcm_alaw", "pcm_mulaw", "adpcm_ms", "adpcm_ima_wav", "adpcm_ima_qt"],
];

const isPicture = ({ codec_type }: Facts) => codec_type === "video";

/** Whether this machine can decode a track, by its codec. */
export const isTaken = (stream: Facts) =>
  (isPicture(stream) ? pictures : sounds).includes(stream.codec_name ?? "unknown");

/** A track for people: "the picture (track 1, h264)". */
export function trackOf(stream: Facts): string {
  const codec = stream.codec_name ?? stream.codec_tag_string ?? "unknown codec";
  return `the ${isPicture(stream) ? "picture" : "sound"} (track ${Number(stream.index) + 1}, ${codec})`;
}

/** What to send instead, for people. */
export const takenCodecs = (stream: Facts) =>
  isPicture(stream) ? "H.264, HEVC, VP9, AV1, MPEG-4, MPEG-2 or ProRes" : "AAC, MP3, Opus, FLAC, AC-3, DTS or PCM";
