/** Reads what ffmpeg's filters print about each frame. */

export type Span = { from: number; to: number };

/** `onTime` receives the time of each frame. */
export function metadataReader(onTime: (seconds: number) => void) {
  const values = new Map<string, number[]>();
  const open = new Map<string, Span[]>();
  let rest = "";
  let [time, step] = [0, 0];

  function line(text: string): void {
    const [, at] = /^frame:.*pts_time:(-?[\d.]+)/.exec(text) ?? [];
    if (at !== undefined) {
      step = Number(at) - time;
      time = Number(at);
      onTime(time);
      return;
    }
    const [, key = "", value = ""] = /^lavfi\.([\w.]+)=(\S+)/.exec(text) ?? [];
    const [, name, edge] = /^(.+)_(start|end)$/.exec(key) ?? [];
    const amount = value === "-inf" ? Number.NEGATIVE_INFINITY : Number(value);
    if (name && edge) span(name, edge, amount);
    else if (key) list(values, key).push(amount);
  }

  function span(name: string, edge: string, at: number): void {
    const spans = list(open, name);
    const last = spans.at(-1);
    if (edge === "start") spans.push({ from: at, to: Number.POSITIVE_INFINITY });
    else if (last) last.to = at;
  }

  return {
    take(chunk: Buffer): void {
      const lines = (rest + chunk.toString("latin1")).split("\n");
      rest = lines.pop() ?? "";
      for (const one of lines) line(one);
    },
    /** `all`: a value of every frame. `spans`: what began and has perhaps not ended before `end`. */
    end() {
      line(rest);
      return {
        all: (key: string) => values.get(key) ?? [],
        spans: (name: string) => open.get(name) ?? [],
        end: time + Math.max(0, step),
      };
    },
  };
}

function list<T>(lists: Map<string, T[]>, key: string): T[] {
  const found = lists.get(key) ?? [];
  lists.set(key, found);
  return found;
}

export const total = (spans: readonly Span[], end: number): number =>
  spans.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, end) - from), 0);
