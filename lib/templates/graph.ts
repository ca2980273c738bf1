import { pipeName } from "@/lib/media/frames";
import type { Stream } from "./paint/stream";

/** A graph of ffmpeg's filters while it is made: its inputs, and its chains, each from labels to a label. */
export type Graph = {
  inputs: string[];
  chains: string[];
  streams: Stream[];
  /** Adds an input and returns its number. */
  input(args: readonly string[]): number;
  /** Adds an input whose frames are drawn here, and returns the label of its picture. */
  stream(stream: Stream, fps: number): string;
  /** Adds a chain of filters behind inputs (`[a][b]`), and returns the label of its result. */
  chain(from: string, filters: string): string;
  /** The same picture several times. */
  split(from: string, count: number): string[];
};

export function createGraph(): Graph {
  let [inputs, labels] = [0, 0];
  const label = () => `[v${++labels}]`;
  const graph: Graph = {
    ...{ inputs: [], chains: [], streams: [] },
    input(args) {
      graph.inputs.push(...args);
      return inputs++;
    },
    stream(stream, fps) {
      const { width, height, format } = stream;
      const raw = ["-f", "rawvideo", "-pix_fmt", format, "-video_size", `${width}x${height}`, "-framerate", `${fps}`];
      const pipe = graph.streams.push(stream) - 1;
      return `[${graph.input([...raw, "-protocol_whitelist", "pipe", "-i", pipeName(pipe)])}:v]`;
    },
    chain(from, filters) {
      const to = label();
      graph.chains.push(`${from}${filters}${to}`);
      return to;
    },
    split(from, count) {
      const to = Array.from({ length: count }, label);
      graph.chains.push(`${from}split=${count}${to.join("")}`);
      return to;
    },
  };
  return graph;
}

/** Lays a picture with transparency over another one. */
export const over = (graph: Graph, below: string, above: string, x: string | number = 0, y: string | number = 0) =>
  graph.chain(`${below}${above}`, `overlay=x='${x}':y='${y}':format=yuv420:eof_action=repeat`);

/** Shows a picture where a mask is white. All have the same size; the mask is in all three planes (`inAllPlanes`). */
export const merged = (graph: Graph, below: string, above: string, mask: string) =>
  graph.chain(`${below}${above}${mask}`, "maskedmerge");

/** One black frame, which stays. */
export const blackFrame = (graph: Graph, { width, height, fps }: { width: number; height: number; fps: number }) =>
  graph.chain("", `color=black:size=${width}x${height}:rate=${fps},format=yuv420p,trim=end_frame=1`);

/** A grey mask, of which all three planes of a video's picture get a copy. */
export function inAllPlanes(graph: Graph, grey: string): string {
  const [light = "", colours = ""] = graph.split(grey, 2);
  const [blue = "", red = ""] = graph.split(graph.chain(colours, "scale=iw/2:ih/2:flags=area"), 2);
  return graph.chain(`${light}${blue}${red}`, "mergeplanes=0x001020:yuv420p");
}

/** From RGBA, and to and from RGB, in the colours of HD video. */
export const toVideo = (format: string) =>
  `scale=out_color_matrix=bt709:out_range=tv:flags=fast_bilinear,format=${format}`;
export const fromVideo = (format: string) => `scale=in_color_matrix=bt709:in_range=tv,format=${format}`;
