import { type Graph, over } from "../graph";
import type { VideoLayer } from "../layers";
import type { Pixels, Stage } from "./stage";

/** Edges are worked on at a fraction of the size: they are soft anyway. This many pixels are enough for the shorter side. */
const enough = 135;

/**
 * Puts a cut-out person into its place: a shadow behind it, and light of what is behind over its edge. `shown` is its
 * picture, `shape` its mask in grey.
 */
export function withEdges(
  graph: Graph,
  { below, shown, shape, at }: { below: string; shown: string; shape: string; at: Pixels },
  { wrap = 0, shadow = 0 }: VideoLayer,
  { scene, unit }: Stage,
): string {
  const smaller = Math.max(1, Math.floor(unit / enough));
  const half = (side: number) => 2 * Math.ceil(side / smaller / 2);
  const small = `${half(at.width)}:${half(at.height)}`;
  const large = `scale=${at.width}:${at.height}:flags=bilinear`;
  const radius = (unit * 0.034) / smaller;
  const blur = (sigma: number) => `gblur=sigma=${sigma.toFixed(2)}:steps=2`;
  const away = (share: number) => 2 * Math.round((unit * share) / 2);
  if (!wrap && !shadow) return over(graph, below, graph.chain(`${shown}${shape}`, "alphamerge"), at.x, at.y);

  const [own = "", forEdges = ""] = graph.split(shape, 2);
  const person = graph.chain(`${shown}${own}`, "alphamerge");
  const [inside = "", around = ""] = graph.split(graph.chain(forEdges, `scale=${small}:flags=area`), 2);
  const [dark = "", bright = ""] = graph.split(graph.chain(around, blur(radius)), 2);
  const [ground = "", behind = ""] = graph.split(below, 2);

  const black = graph.chain("", `color=black:size=${small.replace(":", "x")}:rate=${scene.fps},format=yuv420p`);
  const strength = graph.chain(dark, `lut=c0=val*${shadow}`);
  const cast = graph.chain(`${black}${strength}`, `alphamerge=shortest=1,${large}`);
  const shaded = over(graph, ground, cast, at.x + away(0.012), at.y + away(0.02));
  const placed = over(graph, shaded, person, at.x, at.y);

  // The light is strongest at the edge, where the blurred shape is faint.
  const part = `crop=${at.width}:${at.height}:${at.x}:${at.y}`;
  const light = graph.chain(behind, `${part},scale=${small}:flags=area,${blur(radius * 1.6)}`);
  const outer = graph.chain(bright, "negate");
  const edge = graph.chain(`${inside}${outer}`, `blend=all_mode=multiply,lut=c0=val*${wrap}`);
  return over(graph, placed, graph.chain(`${light}${edge}`, `alphamerge,${large}`), at.x, at.y);
}
