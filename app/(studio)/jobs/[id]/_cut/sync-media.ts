import type { EditedCut } from "./edited-cut";
import { clipTime, type FilmPlaces, type Moment, narrationDelay, type Place } from "./film-places";

/** Brings the page's media elements to a time of the film. */

/** Seconds that a playing element may be off; more is corrected by a seek, which can be heard. */
const mostDrift = 0.2;
const tiny = 1e-3;

/** The shots that the two elements show: each shot has the element of its number's parity, and the other one is ready. */
export function slotsOf({ places }: FilmPlaces, { current, next }: Moment): (Place | null)[] {
  const first = current?.index ?? 0;
  const shown = [places[first], next ?? places[first + 1] ?? places[first - 1]];
  return [0, 1].map((slot) => shown.find((place) => place && place.index % 2 === slot) ?? null);
}

/** Whether the picture can be shown; of a broken file no picture will come. */
export const isReady = (video: HTMLVideoElement) =>
  video.error !== null || (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !video.seeking);

type Wanted = { src: string; at: number; rate: number; volume: number };

/** `rate` 0: shows the frame at `at`. Backwards, it shows one frame after the other. */
export function syncVideo(video: HTMLVideoElement, { src, at, rate, volume }: Wanted): void {
  if (video.dataset.src !== src) {
    video.dataset.src = src;
    video.src = src;
  }
  video.muted = volume === 0;
  video.volume = volume;
  const off = Math.abs(video.currentTime - at);
  if (rate > 0 && !video.ended) {
    if (off > mostDrift && !video.seeking) video.currentTime = at;
    video.playbackRate = rate;
    if (video.paused) void video.play().catch(() => {}); // a pause in the same moment rejects it
    return;
  }
  if (!video.paused) video.pause();
  if (off > tiny && !video.seeking) video.currentTime = at;
}

/** `at`: null while the sound is not heard. */
export function syncSound(
  audio: HTMLAudioElement,
  { at, rate, volume }: { at: number | null; rate: number; volume: number },
): void {
  if (at === null || rate <= 0) {
    if (!audio.paused) audio.pause();
    return;
  }
  audio.volume = Math.min(1, Math.max(0, volume));
  if (Math.abs(audio.currentTime - at) > mostDrift) audio.currentTime = at;
  audio.playbackRate = rate;
  if (audio.paused) void audio.play().catch(() => {});
}

/** The time to seek to for the frame at `time`: its middle, since at its edge a browser may show the previous one. */
export function frameMiddle(place: Place, time: number, fps: number): number {
  const rate = place.source?.fps ?? fps;
  const last = Math.max(0, (place.source?.seconds ?? 0) - 1 / rate);
  return Math.min(Math.floor(clipTime(place, time) * rate + 1e-3) / rate, last) + 0.5 / rate;
}

/** How a join looks: the two pictures, and how black it is over both. */
export function lookOf({ next, share, kind }: Moment) {
  const hidden = { opacity: 0, clip: "none" };
  const whole = { opacity: 1, clip: "none" };
  if (!next) return { current: whole, next: hidden, black: 0 };
  if (kind === "dissolve") return { current: whole, next: { opacity: share, clip: "none" }, black: 0 };
  // From the right, with a sharp edge where the film has a soft one.
  if (kind === "wipe")
    return { current: whole, next: { opacity: 1, clip: `inset(0 0 0 ${100 * (1 - share)}%)` }, black: 0 };
  const isSecond = share >= 0.5;
  return {
    current: isSecond ? hidden : whole,
    next: isSecond ? whole : hidden,
    black: 1 - Math.abs(2 * share - 1),
  };
}

const duckedShare = 0.3;

/** Whether a voice is heard: a narration or the voice-over. */
export function isSpoken({ voice }: EditedCut, { places }: FilmPlaces, voiceSeconds: number, time: number): boolean {
  const over = voice !== null && time >= voice.at && time < voice.at + voiceSeconds;
  return over || places.some((place) => narrationTime(place, time) !== null);
}

/** The time within a shot's narration; null when it is not heard. */
export function narrationTime({ start, narration }: Place, time: number): number | null {
  const at = time - start - narrationDelay;
  return narration && at >= 0 && at < narration.seconds ? at : null;
}

/** The music's time within its file, which repeats, and its volume. */
export function musicAt(
  { music }: EditedCut,
  { seconds: length }: FilmPlaces,
  file: { seconds: number; isSpoken: boolean },
  time: number,
): { at: number | null; volume: number } {
  if (!music || time >= length) return { at: null, volume: 0 };
  const at = music.from + time;
  const fadedIn = music.fadeIn > 0 ? Math.min(1, time / music.fadeIn) : 1;
  const fadedOut = music.fadeOut > 0 ? Math.min(1, (length - time) / music.fadeOut) : 1;
  const level = music.volume * fadedIn * fadedOut * (music.duck && file.isSpoken ? duckedShare : 1);
  return { at: file.seconds > 0 ? at % file.seconds : at, volume: level };
}
