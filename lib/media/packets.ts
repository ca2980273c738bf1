import { MediaError } from "./media-error";

/** ffprobe's fields of one stream, by its own names; missing ones are undefined. */
export type Facts = Record<string, string | undefined>;

/** The packets of one stream: how many were read and how many are shown, and their times in seconds. */
export type Packets = { read: number; count: number; start: number; end: number };
const none = (): Packets => ({
  read: 0,
  count: 0,
  start: Number.POSITIVE_INFINITY,
  end: Number.NEGATIVE_INFINITY,
});

/** More than the longest and fastest accepted video has, with its audio. */
const mostPackets = 3_000_000;

/** The fields of a packet that ffprobe prints, in this order. */
export const packetEntries = "packet=stream_index,pts_time,duration_time,flags";

/**
 * Parses ffprobe's output (`-of compact`) as it arrives and keeps only sums: a small file can have millions of packets,
 * and parsing them at once would block the process.
 */
export function packetReader() {
  const streams: Facts[] = [];
  const packets = new Map<string, Packets>();
  let seen = 0;
  let rest = "";

  function line(text: string): void {
    if (text.startsWith("packet|")) {
      seen += 1;
      if (seen > mostPackets) throw new MediaError("too_long", `The file has more than ${mostPackets} packets`);
      packet(text);
      return;
    }
    const [kind, ...pairs] = text.split("|");
    if (kind === "stream") streams.push(Object.fromEntries(pairs.map((fact) => fact.split("=", 2))));
  }

  function packet(text: string): void {
    const [, index = "", pts = "", duration = "", flags = ""] = text.split("|");
    const stream = value(index);
    const sum = packets.get(stream) ?? none();
    if (sum.read === 0) packets.set(stream, sum);
    sum.read += 1;
    const at = Number(value(pts));
    // D: outside the edit list, never shown.
    if (Number.isNaN(at) || flags.includes("D")) return;
    sum.count += 1;
    sum.start = Math.min(sum.start, at);
    sum.end = Math.max(sum.end, at + (Number(value(duration)) || 0));
  }

  return {
    take(chunk: Buffer): void {
      const lines = (rest + chunk.toString("latin1")).split("\n");
      rest = lines.pop() ?? "";
      for (const one of lines) line(one);
    },
    end() {
      line(rest);
      return { streams, packets: (index: string | undefined) => packets.get(index ?? "") ?? none() };
    },
  };
}

const value = (fact: string) => fact.slice(fact.indexOf("=") + 1);
