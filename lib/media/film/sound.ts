import { join } from "node:path";
import type { ClipFacts } from "../clip-facts";
import { ffmpeg } from "../ffmpeg";
import { inputArguments } from "../guard";
import type { Sniffed } from "../sniff";
import { type Loudness, loudnessOf } from "./loudness";
import { partOfClip } from "./picture";
import { narrationDelay, type Piece } from "./timeline";

/** The sound of a film: narration, the clips' own sound and music, mixed and set to a loudness. */

export type Recording = { path: string; sniffed: Sniffed };
export type SoundPlan = {
  pieces: readonly Piece[];
  fps: number;
  /** By shot. */
  clips: readonly ClipFacts[];
  narrations: readonly (Recording | null)[];
  /** The volume of each clip's own sound, 0 to 1. Default: as it is. */
  volumes?: readonly number[];
  music: (Recording & Music) | null;
  /** A voice over the film, from a time on. */
  voiceOver?: (Recording & { volume: number; at: number }) | null;
};
/** Default: from its beginning, with short fades, quieter while someone speaks. */
type Music = { volume: number; from?: number; fadeIn?: number; fadeOut?: number; duck?: boolean };
type Context = { dir: string; signal: AbortSignal };

const rate = 48_000;
const format = `aformat=sample_fmts=fltp:sample_rates=${rate}:channel_layouts=stereo`;
const wav: Sniffed = { type: "audio", contentType: "audio/wav", extension: "wav" };
const m4a: Sniffed = { type: "audio", contentType: "audio/mp4", extension: "m4a" };

/** LUFS of the film, and of the voice before it is mixed; dB by which other sound is quieter than the voice. */
const [filmLoudness, voiceLoudness, clipsBelow, musicBelow] = [-14, -16, 9, 4];
const highestPeak = -1.2;

/** `voice`: the narration on the film's times, from which subtitles take theirs. `film`: null when all is silent. */
export async function mixSound(
  plan: SoundPlan,
  context: Context,
): Promise<{ voice: Recording | null; film: Recording | null }> {
  const voice = await voiceOf(plan, context);
  const speech = await spoken(voice, await voiceOverOf(plan, context), context);
  const clips = await clipSounds(plan, speech !== null, context);
  const music = await musicOf(plan, speech !== null, context);
  const [under, beside] = plan.music?.duck === false ? [[clips], [music]] : [[clips, music], []];
  const mixed = await mix(speech, { under: under.filter(isThere), beside: beside.filter(isThere) }, context);
  return { voice, film: mixed && (await mastered(mixed, context)) };
}

const isThere = (one: Recording | null) => one !== null;

const samplesAt = (frame: number, fps: number) => Math.round((frame * rate) / fps);
const lengthOf = ({ from, to }: Piece, fps: number) => samplesAt(to, fps) - samplesAt(from, fps);
const exactly = (samples: number) => `${format},apad,atrim=end_sample=${samples},asetpts=N/SR/TB`;
const silence = (samples: number) => `anullsrc=r=${rate}:cl=stereo,${exactly(samples)}`;

async function voiceOf({ pieces, fps, narrations }: SoundPlan, context: Context): Promise<Recording | null> {
  const spoken = pieces.map(({ shot }) => (shot === null ? null : (narrations[shot] ?? null)));
  if (spoken.every((one) => one === null)) return null;
  const delay = `adelay=delays=${narrationDelay * 1000}:all=1`;
  const chain = "highpass=f=80,acompressor=threshold=-21dB:ratio=3:attack=8:release=120:makeup=4";
  const filters = pieces.map((piece, i) => {
    const samples = lengthOf(piece, fps);
    const input = spoken.slice(0, i).filter(Boolean).length;
    const own = `[${input}:a:0]aresample=${rate}:async=1:first_pts=0,${format},${delay},${exactly(samples)}`;
    return `${spoken[i] ? own : silence(samples)}[p${i}]`;
  });
  const inputs = spoken.flatMap((one) => (one ? inputArguments(one.path, one.sniffed) : []));
  const raw = await concat(inputs, filters, chain, "narration.wav", context);
  const loudness = await loudnessOf(raw.path, wav, context);
  return loudness && level(raw, voiceLoudness - loudness.lufs, "voice.wav", context);
}

/** The voice-over as long as the film; what is longer is cut off. */
async function voiceOverOf({ voiceOver, ...plan }: SoundPlan, context: Context): Promise<Recording | null> {
  if (!voiceOver || voiceOver.volume === 0) return null;
  const samples = samplesAt(plan.pieces.at(-1)?.to ?? 0, plan.fps);
  const own = `[0:a:0]aresample=${rate}:async=1:first_pts=0,${format}`;
  const filter = `${own},adelay=delays=${Math.round(voiceOver.at * 1000)}:all=1,${exactly(samples)}[p0]`;
  const raw = await concat(inputArguments(voiceOver.path, voiceOver.sniffed), [filter], "anull", "over.wav", context);
  const loudness = await loudnessOf(raw.path, wav, context);
  const gain = voiceLoudness + decibels(voiceOver.volume);
  return loudness && level(raw, gain - loudness.lufs, "voice-over.wav", context);
}

/** All that is spoken in one recording. */
async function spoken(one: Recording | null, other: Recording | null, context: Context): Promise<Recording | null> {
  if (!one || !other) return one ?? other;
  const inputs = [one, other].flatMap(({ path }) => inputArguments(path, wav));
  const graph = "[0:a:0][1:a:0]amix=inputs=2:normalize=0:duration=first[out]";
  return written([...inputs, "-filter_complex", graph, "-map", "[out]"], "speech.wav", context);
}

const decibels = (volume: number) => 20 * Math.log10(volume);

/** Each clip's own sound as long as its piece, at its volume. */
async function clipSounds(plan: SoundPlan, below: boolean, context: Context): Promise<Recording | null> {
  const { volumes } = plan;
  const raw = await soundsAt({ ...plan, volumes: undefined }, "clips.wav", context);
  const loudness = raw && (await loudnessOf(raw.path, wav, context));
  if (!raw || !loudness) return null;
  // The level is that of the clips as they are: a volume is meant relative to it.
  const heard = volumes?.some((volume) => volume !== 1) ? await soundsAt(plan, "clips-at-volume.wav", context) : raw;
  if (!heard || !below) return heard;
  return level(heard, voiceLoudness - clipsBelow - loudness.lufs, "ambience.wav", context);
}

/** The clips' sounds, faded at the cuts so that they do not click. */
async function soundsAt(plan: SoundPlan, name: string, context: Context): Promise<Recording | null> {
  const { pieces, fps, clips, volumes } = plan;
  const heard = pieces.map(({ shot }) => {
    const clip = shot === null ? undefined : clips[shot];
    const volume = volumes?.[shot ?? -1] ?? 1;
    return clip && clip.sound !== null && volume > 0 ? { clip, track: clip.sound, volume } : null;
  });
  if (heard.every((one) => one === null)) return null;
  const filters = pieces.map((piece, i) => {
    const samples = lengthOf(piece, fps);
    const one = heard[i];
    if (!one) return `${silence(samples)}[p${i}]`;
    const { clip, track, volume } = one;
    const input = heard.slice(0, i).filter(Boolean).length;
    const { from, slower } = partOfClip({ piece, clip }, fps);
    const start = from * slower + piece.head / fps;
    const seconds = Math.min(samples / rate, Math.max(0.1, clip.duration * slower - start));
    const tempo = slower > 1 ? `,atempo=${1 / slower}` : "";
    const loud = volume === 1 ? "" : `,volume=${volume}`;
    const cut = `atrim=start=${start}:duration=${seconds},asetpts=N/SR/TB${loud}`;
    const edges = `afade=t=in:d=0.05,afade=t=out:st=${Math.max(0, seconds - 0.1)}:d=0.1`;
    const whole = `asetpts=PTS-${clip.start}/TB,aresample=${rate}:async=1:first_pts=0,${format}${tempo}`;
    return `[${input}:${track}]${whole},${cut},${edges},${exactly(samples)}[p${i}]`;
  });
  const inputs = heard.flatMap((one) => (one ? inputArguments(one.clip.path, one.clip.sniffed) : []));
  return concat(inputs, filters, "anull", name, context);
}

/** Music for the whole film: repeated where it is shorter, and faded out at the end. */
async function musicOf({ music, pieces, fps }: SoundPlan, below: boolean, context: Context): Promise<Recording | null> {
  if (!music || music.volume === 0) return null;
  const samples = samplesAt(pieces.at(-1)?.to ?? 0, fps);
  const seconds = samples / rate;
  const out = music.fadeOut === undefined ? Math.min(2, seconds / 4) : Math.min(music.fadeOut, seconds / 2);
  const rise = music.fadeIn === undefined ? out / 4 : Math.min(music.fadeIn, seconds / 2);
  const first = Math.round((music.from ?? 0) * rate);
  const fades = [
    ...(rise > 0 ? [`afade=t=in:d=${rise}`] : []),
    ...(out > 0 ? [`afade=t=out:st=${seconds - out}:d=${out}`] : []),
  ];
  const part = `atrim=start_sample=${first}:end_sample=${first + samples},asetpts=N/SR/TB`;
  const filter = [`[0:a:0]${format}`, part, ...fades, exactly(samples)].join(",");
  const inputs = inputArguments(music.path, music.sniffed, ["-stream_loop", "-1"]);
  const raw = await concat(inputs, [`${filter}[p0]`], "anull", "music.wav", context);
  const loudness = await loudnessOf(raw.path, wav, context);
  if (!loudness) return null;
  const quieter = (below ? musicBelow : 0) - decibels(music.volume);
  return level(raw, voiceLoudness - quieter - loudness.lufs, "bed.wav", context);
}

/** Joins the labels `[p0]`, `[p1]` … of the filters to one file. */
async function concat(inputs: string[], filters: string[], after: string, name: string, context: Context) {
  const labels = filters.map((_, i) => `[p${i}]`).join("");
  const graph = [...filters, `${labels}concat=n=${filters.length}:v=0:a=1,${after}[out]`].join(";");
  return written([...inputs, "-filter_complex", graph, "-map", "[out]"], name, context);
}

async function level({ path }: Recording, decibels: number, name: string, context: Context): Promise<Recording> {
  const gain = `volume=${Math.min(30, decibels).toFixed(2)}dB,alimiter=limit=0.9:level=disabled`;
  return written([...inputArguments(path, wav), "-af", gain], name, context);
}

async function written(args: string[], name: string, { dir, signal }: Context): Promise<Recording> {
  const path = join(dir, name);
  await ffmpeg([...args, "-c:a", "pcm_f32le", "-f", "wav", "-y", `file:${path}`], { signal });
  return { path, sniffed: wav };
}

/** What is under the voice becomes quieter while it speaks; what is beside it stays. */
async function mix(
  voice: Recording | null,
  { under, beside }: { under: Recording[]; beside: Recording[] },
  context: Context,
): Promise<Recording | null> {
  const all = [...under, ...beside, ...(voice ? [voice] : [])];
  const [only] = all;
  if (all.length < 2 || !only) return only ?? null;
  const inputs = all.flatMap(({ path }) => inputArguments(path, wav));
  const labels = (from: number, many: number) => Array.from({ length: many }, (_, i) => `[${from + i}:a:0]`).join("");
  const summed = (inputs: string, many: number, to: string) =>
    `${inputs}amix=inputs=${many}:normalize=0:duration=first[${to}]`;
  const out = ["-map", "[out]"];
  if (!voice || under.length === 0) {
    const graph = summed(labels(0, all.length), all.length, "out");
    return written([...inputs, "-filter_complex", graph, ...out], "mix.wav", context);
  }
  const graph = [
    summed(labels(0, under.length), under.length, "bed"),
    `[${all.length - 1}:a:0]asplit[voice][key]`,
    "[bed][key]sidechaincompress=threshold=0.1:ratio=2.5:attack=25:release=450[under]",
    summed(`[under]${labels(under.length, beside.length)}[voice]`, beside.length + 2, "out"),
  ].join(";");
  return written([...inputs, "-filter_complex", graph, ...out], "mix.wav", context);
}

/** Encodes the mix at the film's loudness. Limiter and encoder change loudness and peak, so the result is measured. */
async function mastered(mixed: Recording, { dir, signal }: Context): Promise<Recording | null> {
  const before = await loudnessOf(mixed.path, wav, { signal });
  if (!before) return null;
  const path = join(dir, "sound.m4a");
  let [gain, limit] = [Math.min(40, filmLoudness - before.lufs), -1.6];
  for (let round = 1; round <= 5; round++) {
    const limiter = `alimiter=limit=${(10 ** (limit / 20)).toFixed(4)}:level=disabled`;
    // At four times the rate the limiter also sees peaks between the samples.
    const filters = `volume=${gain.toFixed(2)}dB,aresample=${rate * 4},${limiter},aresample=${rate}`;
    const encoder = ["-c:a", "aac", "-b:a", "192k", "-map_metadata", "-1", "-f", "mp4", "-y", `file:${path}`];
    await ffmpeg([...inputArguments(mixed.path, wav), "-af", filters, ...encoder], { signal });
    const made: Loudness = await loudnessOf(path, m4a, { signal });
    if (!made) return null;
    const [tooLoud, tooHigh] = [made.lufs - filmLoudness, made.peak - highestPeak];
    if (Math.abs(tooLoud) < 0.4 && tooHigh <= 0) break;
    gain -= tooLoud;
    if (tooHigh > 0) limit -= tooHigh + 0.1;
  }
  return { path, sniffed: m4a };
}
