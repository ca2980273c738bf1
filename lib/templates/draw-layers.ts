import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { blackFrame, createGraph, type Graph, inAllPlanes, merged, over, toVideo } from "./graph";
import type { DrawnLayer, Layer } from "./layers";
import { groundStream, isGround } from "./paint/ground";
import { painterOf } from "./paint/layer";
import { type Painted, type Sheet, sheetOf, wholeFrames } from "./paint/sheet";
import type { Painter, Stage } from "./paint/stage";
import { layVideo, type Span } from "./paint/video";

/**
 * The layers as a graph of ffmpeg, and the label of its picture: videos, and what covers the whole frame, are laid there in
 * the colours of video; other layers are drawn on a canvas and laid over as sheets.
 */
export async function drawLayers(layers: readonly Layer[], stage: Stage, span: Span, dir: string) {
  const { width, height, fps } = stage.scene;
  const graph = createGraph();
  const times = Array.from({ length: span.count }, (_, i) => (span.first + i) / fps);
  const [lowest] = layers;
  const hasGround = lowest?.kind === "picture" && isGround(lowest);
  const firstVideo = layers.findIndex(({ kind }) => kind === "video");
  const behind = hasGround ? [lowest] : layers.filter(isDrawn).slice(0, firstVideo < 0 ? layers.length : firstVideo);
  let picture = hasGround
    ? graph.stream(await groundStream(lowest, stage), fps)
    : await drawBehind(graph, behind, stage);
  let sheet: Painted[] = [];
  const laySheet = () => {
    const drawn = sheetOf(sheet, stage, times);
    if (drawn) picture = layOver(graph, picture, drawn, times, fps);
    sheet = [];
  };
  for (const layer of layers.slice(behind.length)) {
    if (layer.kind === "video") {
      laySheet();
      picture = await layVideo(graph, picture, layer, stage, span, dir);
    } else if (layer.kind === "vignette" && layer.from === undefined && layer.to === undefined) {
      laySheet();
      const painter = await painterOf(layer, stage);
      const path = join(dir, `layer-${graph.inputs.length}.gray`);
      await writeFile(path, alphaOf(painter, stage));
      const raw = ["-f", "rawvideo", "-pix_fmt", "gray", "-video_size", `${width}x${height}`, "-i", `file:${path}`];
      const mask = inAllPlanes(graph, `[${graph.input(raw)}:v]`);
      picture = merged(graph, picture, blackFrame(graph, stage.scene), mask);
    } else sheet.push({ layer, painter: await painterOf(layer, stage) });
  }
  laySheet();
  return { graph, picture };
}

const isDrawn = (layer: Layer): layer is DrawnLayer => layer.kind !== "video";

/** What is behind the first video, or everything, where the lowest layer is no ground. */
async function drawBehind(graph: Graph, behind: readonly DrawnLayer[], stage: Stage): Promise<string> {
  const painted = await Promise.all(behind.map(async (layer) => ({ layer, painter: await painterOf(layer, stage) })));
  return graph.chain(graph.stream(wholeFrames(painted, stage), stage.scene.fps), toVideo("yuv420p"));
}

/** How dark a layer makes each pixel of the frame. */
function alphaOf(painter: Painter, { drawing, scene: { width, height } }: Stage): Uint8Array {
  const pen = drawing.createCanvas(width, height).getContext("2d");
  painter.paint(pen, 0);
  const { data } = pen.getImageData(0, 0, width, height);
  const alpha = new Uint8Array(width * height);
  for (let i = 0; i < alpha.length; i++) alpha[i] = data[4 * i + 3] ?? 0;
  return alpha;
}

/** A sheet lies in other rows at other times. */
function layOver(graph: Graph, below: string, sheet: Sheet, times: readonly number[], fps: number): string {
  const drawn = graph.stream(sheet, fps);
  const rows = times.map((t) => sheet.rowAt(t));
  let row = `${rows.at(-1) ?? 0}`;
  for (let n = rows.length - 1; n > 0; n--) {
    if (rows[n] !== rows[n - 1]) row = `if(lt(n,${n}),${rows[n - 1]},${row})`;
  }
  return over(graph, below, drawn, 0, row);
}
