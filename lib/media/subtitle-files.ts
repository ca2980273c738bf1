import { drawnLines } from "./drawn-lines";

/** Writes subtitles as WebVTT, as SRT, and as ASS, which libass draws into pictures. */

export type Cue = { from: number; to: number; text: string };

export const vttOf = (cues: readonly Cue[]): string =>
  `WEBVTT\n\n${cues.map(({ from, to, text }) => `${clock(from, ".")} --> ${clock(to, ".")}\n${vttText(text)}\n`).join("\n")}`;

export const srtOf = (cues: readonly Cue[]): string =>
  cues
    .map(({ from, to, text }, i) => `${i + 1}\n${clock(from, ",")} --> ${clock(to, ",")}\n${inOneLine(text)}\n`)
    .join("\n");

type Frame = { width: number; height: number };

/** libass counts the height of a line as the size of a font; an em of Noto Sans is so much of it. */
const emOfSize = 0.69;
const mostTitleLines = 3;

/** Cues at the bottom of the frame, and titles in its middle; a long title is smaller. `font`: its family. */
export function assOf(cues: readonly Cue[], titles: readonly Cue[], { width, height }: Frame, font: string): string {
  const side = Math.min(width, height);
  const small = Math.round(side * 0.068);
  const [edge, bottom] = [Math.round(width * 0.07), Math.round(height * (height > width ? 0.13 : 0.06))];
  const lines = (text: string, size: number) => drawnLines(assText(text), (width - 2 * edge) / (size * emOfSize));
  const sizes = Array.from({ length: 7 }, (_, i) => Math.round(side * (0.13 - 0.01 * i)));
  const fits = (size: number) => titles.every(({ text }) => lines(text, size).length <= mostTitleLines);
  const large = sizes.find(fits) ?? small;
  const colours = "&H00FFFFFF,&H00101010,&H80000000";
  const format = "Name,Fontname,Fontsize,PrimaryColour,OutlineColour,BackColour,Bold,BorderStyle,Outline,Shadow";
  const outline = (side * 0.004).toFixed(1);
  const shadow = (side * 0.0015).toFixed(1);
  const line = (style: string, size: number, fade: string) => (cue: Cue) =>
    `Dialogue: 0,${assClock(cue.from)},${assClock(cue.to)},${style},${fade}${lines(cue.text, size).join("\\N")}`;
  return [
    "[Script Info]",
    "ScriptType: v4.00+",
    `PlayResX: ${width}`,
    `PlayResY: ${height}`,
    "WrapStyle: 0",
    "",
    "[V4+ Styles]",
    `Format: ${format},Alignment,MarginL,MarginR,MarginV`,
    `Style: line,${font},${small},${colours},0,1,${outline},${shadow},2,${edge},${edge},${bottom}`,
    `Style: title,${font},${large},${colours},-1,1,${outline},${shadow},5,${edge},${edge},${edge}`,
    "",
    "[Events]",
    "Format: Layer,Start,End,Style,Text",
    ...cues.map(line("line", small, "")),
    ...titles.map(line("title", large, "{\\fad(400,300)}")),
    "",
  ].join("\n");
}

function clock(seconds: number, point: string): string {
  const ms = Math.round(seconds * 1000);
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const [hours, minutes, rest] = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60];
  return `${two(hours)}:${two(minutes)}:${two(rest)}${point}${String(ms % 1000).padStart(3, "0")}`;
}

/** ASS counts hundredths of a second, and hours with one digit. */
const assClock = (seconds: number) => clock(seconds, ".").slice(1, -1);

const inOneLine = (text: string) => text.replace(/\s+/g, " ").replaceAll("-->", "→");
const vttText = (text: string) =>
  inOneLine(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
/** Braces begin commands, and a backslash begins a line break. */
const assText = (text: string) => inOneLine(text).replaceAll("{", "(").replaceAll("}", ")").replaceAll("\\", "/");
