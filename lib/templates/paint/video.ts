import type { Pen } from "@/lib/media/canvas";
import type { ClipFacts } from "@/lib/media/clip-facts";
import { square } from "@/lib/media/film/filters";
import { matrixOf } from "@/lib/media/film/picture";
import { type FrameReader, readFrames } from "@/lib/media/frames";
import { inputArguments } from "@/lib/media/guard";
import type { VideoLayer } from "../layers";
import { clipped, zoomed } from "./picture";
import { edgeLight } from "./silhouette";
import { middle, type Painter, type Pixels, pixels, placed, type Stage, whole } from "./stage";
import { zoomAt } from "./timing";

type Size = { width: number; height: number };

/** A video, frame by frame from ffmpeg, with its mask as transparency. */
export function videoLayer(layer: VideoLayer, stage: Stage): Painter {
  const { drawing, scene } = stage;
  const box = pixels(layer.box ?? whole, stage);
  const { clip, mask } = stage.video(layer.media);
  const size = fitted(clip, box, layer.fit);
  const at = { ...size, x: box.x + (box.width - size.width) / 2, y: box.y + (box.height - size.height) / 2 };
  const shown = drawing.createCanvas(size.width, size.height);
  const pen = shown.getContext("2d");
  const bytes = size.width * size.height * 4;
  const first = Math.ceil((layer.from ?? 0) * scene.fps - 1e-6);
  const end = layer.to === undefined ? Number.POSITIVE_INFINITY : Math.ceil(layer.to * scene.fps);
  const edges = layer.masked && mask ? edgeLight(layer, size, stage) : null;
  let reader: FrameReader | undefined;
  let current = -1;

  return {
    async seek(frame, last) {
      if (frame < first || frame >= end) return;
      const own = frame - first;
      if (!reader) {
        const args = decoder(layer, { clip, mask: layer.masked ? mask : null }, size, stage, own, last - frame + 1);
        reader = readFrames(args, bytes, { signal: stage.signal });
        current = own - 1;
      }
      for (; current < own; current++) {
        const pixels = await reader.next();
        if (!pixels) throw new Error(`The video "${layer.media}" cannot be read to its end. Send it again.`);
        if (current < own - 1) continue;
        const data = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.length);
        pen.putImageData(new drawing.ImageData(data, size.width, size.height), 0, 0);
        if (layer.feather) fadeOut(pen, size, layer.feather);
      }
    },
    ...(edges && { before: (paintBehind: (pen: Pen) => void) => edges.read(shown, at, paintBehind) }),
    paint(to, t) {
      placed(to, stage, layer, t, middle(box), () => {
        clipped(to, at, (layer.corner ?? 0) * stage.unit, layer.zoom !== undefined);
        if (layer.zoom) zoomed(to, at, zoomAt(layer.zoom, t, scene.seconds), layer.zoom.toward);
        if (edges) edges.paint(to, at, shown);
        else to.drawImage(shown, at.x, at.y);
      });
    },
    close: () => reader?.close(),
  };
}

/** Makes the sides of a frame transparent, softly. */
function fadeOut(pen: Pen, { width, height }: Size, { left = 0, right = 0 }: NonNullable<VideoLayer["feather"]>): void {
  pen.globalCompositeOperation = "destination-out";
  for (const [edge, inner] of [
    [0, left * width],
    [width, width - right * width],
  ] as const) {
    if (edge === inner) continue;
    const gradient = pen.createLinearGradient(edge, 0, inner, 0);
    gradient.addColorStop(0, "rgba(0,0,0,1)");
    gradient.addColorStop(0.5, "rgba(0,0,0,.5)");
    gradient.addColorStop(1, "rgba(0,0,0,0)");
    pen.fillStyle = gradient;
    pen.fillRect(Math.min(edge, inner), 0, Math.abs(inner - edge), height);
  }
  pen.globalCompositeOperation = "source-over";
}

function fitted({ width, height }: ClipFacts, box: Pixels, fit: VideoLayer["fit"]) {
  if (fit !== "contain") return { width: box.width, height: box.height };
  const scale = Math.min(box.width / width, box.height / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** From the clip's frame that is shown at `own` frames of the film after its start, `count` frames. */
function decoder(
  layer: VideoLayer,
  { clip, mask }: { clip: ClipFacts; mask: ClipFacts | null },
  size: Size,
  { scene, grade }: Stage,
  own: number,
  count: number,
): string[] {
  const { fps } = scene;
  const { x = 0.5, y = 0.5 } = layer.focus ?? {};
  const start = Math.min(own / fps, clip.duration - 1 / clip.fps);
  const opened = ({ path, sniffed, ...one }: ClipFacts) => {
    // Half a frame earlier: the frame itself is then the first one.
    const from = own > 0 ? ["-ss", Math.max(0, one.start + start - 0.5 / one.fps).toFixed(6)] : [];
    return inputArguments(path, sniffed, ["-threads", "1", ...from]);
  };
  const pace = `setpts=PTS-STARTPTS,fps=${fps}:start_time=0,tpad=stop_mode=clone:stop=-1,trim=end_frame=${count},setpts=N/(${fps}*TB)`;
  const whole = `${size.width}:${size.height}`;
  const filled = (scaling: string) =>
    `${square},scale=${whole}:force_original_aspect_ratio=increase:flags=bicubic${scaling},crop=${whole}:(iw-ow)*${x}:(ih-oh)*${y}:exact=1`;
  const matrix = `in_color_matrix=${matrixOf(clip)}`;
  const graded = layer.graded && grade ? `,${grade.filter}` : "";
  const picture = `[0:${clip.picture}]${pace},`;
  if (!mask) {
    const graph = `${picture}${filled(`:${matrix}`)},format=rgba${graded}[out]`;
    return [...opened(clip), "-filter_complex", graph, "-map", "[out]", "-frames:v", `${count}`];
  }
  const area = `scale=${clip.width}:${clip.height}:flags=fast_bilinear`;
  const grey = `[1:${mask.picture}]${pace},${sameShape(clip, mask) ? "" : `${area},`}${filled(":out_range=tv")},format=yuv420p`;
  // Joined before they become RGBA, which is twice as fast. Black and white of video are 16 and 235.
  const alpha = "extractplanes=y,lut=c0='clip((val-16)*255/219+0.5,0,255)'";
  const joined = `[p][m]alphamerge,scale=${matrix},format=rgba${graded}`;
  const graph = `${picture}${filled("")},format=yuv420p[p];${grey},${alpha}[m];${joined}[out]`;
  return [...opened(clip), ...opened(mask), "-filter_complex", graph, "-map", "[out]", "-frames:v", `${count}`];
}

const sameShape = (one: ClipFacts, other: ClipFacts) =>
  Math.abs((one.width / one.height) * (other.height / other.width) - 1) < 0.01;
