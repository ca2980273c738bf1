import { blackFrame, type Graph, inAllPlanes, merged } from "../graph";
import type { VideoLayer } from "../layers";
import type { Stage } from "./stage";

/** Edges are worked on at a fraction of the size: they are soft anyway. This many pixels are enough for the shorter side. */
const enough = 135;

/**
 * Puts a cut-out person into its place: a shadow behind it, and light of what is behind over its edge. `shown` is its
 * picture, `shape` its mask in grey, both as large as the frame.
 */
export function withEdges(
  graph: Graph,
  { below, shown, shape }: { below: string; shown: string; shape: string },
  { wrap = 0, shadow = 0 }: VideoLayer,
  { scene, unit }: Stage,
): string {
  const smaller = Math.max(1, Math.floor(unit / enough));
  const half = (side: number) => 4 * Math.ceil(side / smaller / 4);
  const [across, down] = [half(scene.width), half(scene.height)];
  const small = `scale=${across}:${down}:flags=area`;
  const large = `scale=${scene.width}:${scene.height}:flags=bilinear`;
  const radius = (unit * 0.034) / smaller;
  const blur = (sigma: number) => `gblur=sigma=${sigma.toFixed(2)}:steps=2`;
  const away = (share: number) => Math.max(1, Math.round((unit * share) / smaller));
  if (!wrap && !shadow) return merged(graph, below, shown, inAllPlanes(graph, shape));

  const [own = "", forEdges = ""] = graph.split(shape, 2);
  const [inside = "", around = ""] = graph.split(graph.chain(forEdges, small), 2);
  const [dark = "", bright = ""] = graph.split(graph.chain(around, blur(radius)), 2);
  const [ground = "", behind = ""] = graph.split(below, 2);

  // Further right and down, where its own edge is repeated.
  const [right, lower] = [away(0.012), away(0.02)];
  const moved = `crop=${across - right}:${down - lower}:0:0,pad=${across}:${down}:${right}:${lower},fillborders=${right}:0:${lower}:0:smear`;
  const cast = inAllPlanes(graph, graph.chain(dark, `${moved},lut=c0=val*${shadow}`));
  const shaded = merged(graph, ground, blackFrame(graph, scene), graph.chain(cast, large));
  const placed = merged(graph, shaded, shown, inAllPlanes(graph, own));

  // The light is strongest at the edge, where the blurred shape is faint.
  const light = graph.chain(behind, `${small},${blur(radius * 1.6)},${large}`);
  const edge = graph.chain(`${inside}${graph.chain(bright, "negate")}`, `blend=all_mode=multiply,lut=c0=val*${wrap}`);
  return merged(graph, placed, light, graph.chain(inAllPlanes(graph, edge), large));
}
