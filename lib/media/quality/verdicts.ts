import type { MediaInfo } from "../inspect";
import type { FirstFrame } from "./first-frame";
import type { Measured } from "./measure";
import type { Metric } from "./metric";

/** The thresholds, and what they say. Measured on good clips and on broken ones made from them. */

export type Wanted = {
  width?: number;
  height?: number;
  seconds?: number;
  sound?: boolean;
  fades?: number;
  stills?: number;
  bright?: boolean;
};

type Verdict = Metric["verdict"];
const metric = (name: Metric["name"], value: number | null, verdict: Verdict, says: string): Metric => ({
  name,
  value: value === null ? null : Math.round(value * 1000) / 1000,
  verdict,
  says,
});
const unless = (fault: boolean, verdict: Verdict): Verdict => (fault ? verdict : "ok");
const seconds = (value: number) => `${Math.round(value * 10) / 10} s`;

/** What was requested against what the file is. */
export function facts({ width, height, duration, fps, type }: MediaInfo, wanted: Wanted): Metric[] {
  const metrics: Metric[] = [];
  if (wanted.width !== undefined || wanted.height !== undefined) {
    const differs = (wanted.width ?? width) !== width || (wanted.height ?? height) !== height;
    const requested = `${wanted.width ?? "any"} × ${wanted.height ?? "any"}`;
    const says = `It is ${width} × ${height} pixels${differs ? ` in place of ${requested}` : ", as requested"}.`;
    metrics.push(metric("size", (width ?? 0) / (height ?? 1), unless(differs, "failed"), says));
  }
  if (wanted.seconds !== undefined && type === "video" && duration !== null) {
    const differs = Math.abs(duration - wanted.seconds) > 2 / (fps ?? 25) + 0.001;
    const says = `It is ${duration} s long${differs ? ` in place of ${wanted.seconds} s` : ", as requested"}.`;
    metrics.push(metric("length", duration, unless(differs, "failed"), says));
  }
  return metrics;
}

/** A video that was decoded: frames fewer than its packets are damage. */
export function decoding({ frames, errors }: Measured, { duration, fps, type }: MediaInfo): Metric {
  const expected = type === "image" ? 1 : Math.max(1, Math.round((duration ?? 0) * (fps ?? 25)));
  const share = Math.min(1, frames / expected);
  if (share < 0.9) {
    return metric("decodes", share, "failed", `Only ${Math.round(share * 100)} % of its frames can be decoded.`);
  }
  // A picture was decoded whole before; a decoder also complains of notes that it cannot read.
  const isDamaged = errors !== "" && type !== "image";
  const says = isDamaged ? "Some of its frames are damaged." : "It can be decoded from start to end.";
  return metric("decodes", share, unless(isDamaged, "warning"), says);
}

export function looks(measured: Measured, { duration, type }: MediaInfo, wanted: Wanted): Metric[] {
  const { blur, brightness, low, isBlack, change, turns, flicker } = measured;
  const isWashedOut = low > 150 && !wanted.bright;
  const light = [
    metric(
      "blurred",
      blur,
      unless((blur ?? 0) > 8, "warning"),
      (blur ?? 0) > 8 ? "It is blurred." : "It is sharp enough.",
    ),
    metric(
      "washed_out",
      low,
      unless(isWashedOut, "warning"),
      isWashedOut ? "Its dark parts are bright: it looks washed out." : "It has contrast.",
    ),
    metric(
      "dark",
      brightness,
      unless(brightness < 24, "warning"),
      brightness < 24 ? "It is very dark." : "It is bright enough.",
    ),
  ];
  if (type === "image") {
    return [
      metric("black", Number(isBlack), unless(isBlack, "failed"), isBlack ? "It is black." : "It is not black."),
      ...light,
    ];
  }
  const mostBlack = wanted.fades === undefined ? 0.3 : wanted.fades + 1;
  // A long film may have several short rests.
  const rests = Math.max(Math.min(1, 0.4 * (duration ?? Number.POSITIVE_INFINITY)), 0.1 * (duration ?? 0));
  const mostFrozen = rests + (wanted.stills ?? 0);
  const flickers = flicker > 3 || turns > 0.2;
  const isNoisy = change > 14 && !flickers;
  return [
    metric(
      "black",
      measured.black,
      unless(measured.black > mostBlack, "failed"),
      `It is black for ${seconds(measured.black)}.`,
    ),
    metric(
      "frozen",
      measured.frozen,
      unless(measured.frozen > mostFrozen, "failed"),
      `It does not move for ${seconds(measured.frozen)}.`,
    ),
    ...light,
    metric(
      "flicker",
      flicker,
      unless(flickers, "warning"),
      flickers ? "Its brightness flickers." : "Its brightness is steady.",
    ),
    metric("noise", change, unless(isNoisy, "warning"), isNoisy ? "It is covered by noise." : "It has little noise."),
  ];
}

export function hears({ sound }: Measured, wanted: Wanted): Metric[] {
  const metrics: Metric[] = [];
  if (wanted.sound) {
    const share = sound ? sound.silent : 1;
    const isSilent = !sound || sound.peak < -50 || share > 0.95;
    const says = !sound ? "It has no sound track." : isSilent ? "Its sound track is silent." : "It has sound.";
    metrics.push(metric("silent", share, unless(isSilent, "failed"), says));
  }
  if (sound && Number.isFinite(sound.peak)) {
    const clips = sound.peak > -0.1 && sound.flat > 20;
    const says = clips ? "Its sound is distorted: it is cut off at the loudest value." : "Its sound is not cut off.";
    metrics.push(metric("clipping", sound.flat, unless(clips, "warning"), says));
  }
  return metrics;
}

/** A video that begins with another picture than the given one. */
export function beginning({ likeness, colours }: FirstFrame): Metric {
  const differs = likeness < 0.6 && colours < 0.7;
  const says = differs ? "It does not begin with the given picture." : "It begins with the given picture.";
  return metric("first_frame", likeness, unless(differs, "failed"), says);
}

/** 1 without a fault; each fault takes its part, and a failed metric leaves less than a half. */
export function scoreOf(metrics: readonly Metric[]): number {
  const parts = metrics.map(({ verdict }) => ({ ok: 1, warning: 0.85, failed: 0.4 })[verdict]);
  return Math.round(parts.reduce((product, one) => product * one, 1) * 100) / 100;
}
