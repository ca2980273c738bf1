import { MediaError } from "./media-error";

/** Subtitles as text: WebVTT and SRT. Both throw a MediaError that names the line. */

/** A line of WebVTT may leave out the hours; SRT writes a comma, and some tools a point. */
const vttTime = /^(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}$/;
const srtTime = /^\d{1,3}:[0-5]\d:[0-5]\d[,.]\d{1,3}$/;

const lineEnd = /\r\n|\n|\r/;

export function checkVtt(text: string): void {
  const [head = "", ...lines] = text.split(lineEnd);
  if (!/^WEBVTT(?:[ \t].*)?$/.test(head)) throw damaged("WebVTT", 1, 'the first line must be "WEBVTT"');
  checkTimes("WebVTT", lines, { time: vttTime, from: 2 });
}

export function checkSrt(text: string): void {
  const count = checkTimes("SRT", text.split(lineEnd), { time: srtTime, from: 1 });
  if (count === 0) throw damaged("SRT", 1, "there is no line such as 00:00:01,000 --> 00:00:02,000");
}

/** Whether the first bytes look like SRT: a number and a line of times. */
export const looksLikeSrt = (head: string): boolean =>
  /^\s*(?:\d+[ \t]*(?:\r\n|\n|\r))?[ \t]*\d{1,3}:\d{2}:\d{2}[,.]\d{1,3}[ \t]*-->/.test(head);

/** How many cues there are; each must end after it begins. */
function checkTimes(format: string, lines: string[], { time, from }: { time: RegExp; from: number }): number {
  let count = 0;
  for (const [i, line] of lines.entries()) {
    if (!line.includes("-->")) continue;
    const [, start = "", end = ""] = /^\s*(\S+)\s+-->\s+(\S+)/.exec(line) ?? [];
    if (!time.test(start) || !time.test(end)) throw damaged(format, i + from, "the times are not valid");
    if (milliseconds(end) < milliseconds(start)) throw damaged(format, i + from, "the cue ends before it begins");
    count += 1;
  }
  return count;
}

function milliseconds(time: string): number {
  const [clock = "", fraction = ""] = time.split(/[.,]/);
  const seconds = clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  return seconds * 1000 + Number(fraction.padEnd(3, "0"));
}

const damaged = (format: string, line: number, why: string) =>
  new MediaError("not_decodable", `The ${format} file is not valid: line ${line}: ${why}`);
