import type { Cue } from "./cut-types";
import { rounded } from "./edited-cut";

const arrow = /^\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})\s+-->\s+((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})/;

/** The subtitles of an SRT or WebVTT file, as plain text; empty for any other file. */
export function cuesOf(file: string): Cue[] {
  const blocks = file
    .replace(/^\uFEFF/, "")
    .replace(/\r\n?/g, "\n")
    .split(/\n{2,}/);
  return blocks.flatMap((block) => {
    const lines = block.split("\n");
    const at = lines.findIndex((line) => arrow.test(line));
    const [, from = "", to = ""] = arrow.exec(lines[at] ?? "") ?? [];
    const text = plain(lines.slice(at + 1).join(" "));
    const cue = { from: secondsOf(from), to: secondsOf(to), text };
    return at >= 0 && text !== "" && cue.to > cue.from ? [cue] : [];
  });
}

const secondsOf = (clock: string) =>
  rounded(
    clock
      .replace(",", ".")
      .split(":")
      .reduce((sum, part) => sum * 60 + Number(part), 0),
  );

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", nbsp: " ", lrm: "", rlm: "" };

/** Without the tags of WebVTT and the styles of SRT. */
const plain = (text: string) =>
  text
    .replace(/<[^>]*>|\{\\[^}]*\}/g, "")
    .replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/\s+/g, " ")
    .trim();
