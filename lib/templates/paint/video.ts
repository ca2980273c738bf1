import type { ClipFacts } from "@/lib/media/clip-facts";
import { square } from "@/lib/media/film/filters";
import { matrixOf } from "@/lib/media/film/picture";
import { inputArguments } from "@/lib/media/guard";
import { type Graph, over, toVideo } from "../graph";
import type { VideoLayer } from "../layers";
import { withEdges } from "./edges";
import { featherPicture } from "./feather";
import { type Pixels, pixels, type Stage, whole } from "./stage";

/** Which frames of the film are made: `first`, and how many. */
export type Span = { first: number; count: number };

/** Lays a video over what is drawn so far, with its mask as transparency. */
export async function layVideo(graph: Graph, below: string, layer: VideoLayer, stage: Stage, span: Span, dir: string) {
  const { scene, grade } = stage;
  const { clip, mask } = stage.video(layer.media);
  const box = pixels(layer.box ?? whole, stage);
  const at = even(fitted(clip, box, layer.fit), box);
  const picture = graph.input(opened(clip, span, scene.fps));
  const from = `in_color_matrix=${matrixOf(clip)}`;
  // Only colours that are others need the way over RGB.
  const isPlain = !(layer.graded && grade) && matrixOf(clip) !== "bt601" && (clip.matrix ?? "bt709") === "bt709";
  const colours = isPlain
    ? "scale=out_range=tv,format=yuv420p"
    : `scale=${from},format=rgb24${layer.graded && grade ? `,${grade.filter}` : ""},${toVideo("yuv420p")}`;
  const paces = paced(span.count, scene.fps);
  const isWhole = at.width === scene.width && at.height === scene.height;
  const shown = graph.chain(`[${picture}:${clip.picture}]`, `${paces},${filled(layer, at)},${colours}`);
  if (!layer.masked || !mask) return over(graph, below, shown, at.x, at.y);

  const area = sameShape(clip, mask) ? "" : `scale=${clip.width}:${clip.height}:flags=fast_bilinear,`;
  // Black and white of video are 16 and 235.
  const alpha = "scale=out_range=tv,format=yuv420p,extractplanes=y,lut=c0='clip((val-16)*255/219+0.5,0,255)'";
  const grey = graph.input(opened(mask, span, scene.fps));
  let shape = graph.chain(`[${grey}:${mask.picture}]`, `${paces},${area}${filled(layer, at)},${alpha}`);
  if (layer.feather) {
    const sides = graph.input(["-f", "png_pipe", "-i", `file:${await featherPicture(layer.feather, at, stage, dir)}`]);
    shape = graph.chain(`${shape}[${sides}:v]`, "blend=all_mode=multiply");
  }
  if (isWhole) return withEdges(graph, { below, shown, shape }, layer, stage);
  const inFrame = `pad=${scene.width}:${scene.height}:${at.x}:${at.y}`;
  const placed = {
    shown: graph.chain(shown, inFrame),
    shape: graph.chain(shape, `${inFrame},lut=c0='if(lte(val,16),0,val)'`),
  };
  return withEdges(graph, { below, ...placed }, layer, stage);
}

type Size = { width: number; height: number };

function fitted({ width, height }: ClipFacts, box: Pixels, fit: VideoLayer["fit"]): Size {
  if (fit !== "contain") return { width: box.width, height: box.height };
  const scale = Math.min(box.width / width, box.height / height);
  return { width: width * scale, height: height * scale };
}

/** In the middle of its box, with even sides and corners: two pixels share their colour. */
function even({ width, height }: Size, box: Pixels): Pixels {
  const side = (pixels: number) => Math.max(2, 2 * Math.round(pixels / 2));
  const corner = (from: number, room: number) => 2 * Math.round((from + room / 2) / 2);
  const size = { width: side(width), height: side(height) };
  return { ...size, x: corner(box.x, box.width - size.width), y: corner(box.y, box.height - size.height) };
}

/** Opens a clip at a frame of the film, so that the frame shown there is the first one. */
function opened({ path, sniffed, ...clip }: ClipFacts, { first }: Span, fps: number): string[] {
  const start = Math.min(first / fps, clip.duration - 1 / clip.fps);
  // Half a frame earlier: the frame itself is then the first one.
  const from = first > 0 ? ["-ss", Math.max(0, clip.start + start - 0.5 / clip.fps).toFixed(6)] : [];
  return inputArguments(path, sniffed, ["-threads", "1", ...from]);
}

/** So many frames at the film's rate; a shorter clip holds its last picture. */
const paced = (count: number, fps: number) =>
  `setpts=PTS-STARTPTS,fps=${fps}:start_time=0,tpad=stop_mode=clone:stop=-1,trim=end_frame=${count},setpts=N/(${fps}*TB)`;

function filled({ focus }: VideoLayer, { width, height }: Size): string {
  const { x = 0.5, y = 0.5 } = focus ?? {};
  const whole = `${width}:${height}`;
  return `${square},scale=${whole}:force_original_aspect_ratio=increase:flags=bicubic,crop=${whole}:(iw-ow)*${x}:(ih-oh)*${y}:exact=1`;
}

const sameShape = (one: ClipFacts, other: ClipFacts) =>
  Math.abs((one.width / one.height) * (other.height / other.width) - 1) < 0.01;
