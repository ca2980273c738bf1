import { openImage } from "@/lib/media";
import type { Canvas, Pen } from "@/lib/media/canvas";
import { overhang } from "../geometry";
import type { PictureLayer, Point } from "../layers";
import { applyGrade } from "./grade";
import { middle, type Painter, type Pixels, pixels, placed, type Stage, whole } from "./stage";
import { zoomAt } from "./timing";

type Size = { width: number; height: number };

/** A picture, cut and scaled once; a zoom draws it between pixels, so that it does not shake. */
export async function pictureLayer(layer: PictureLayer, stage: Stage): Promise<Painter> {
  const { zoom } = layer;
  const { art, at, box } = await loadPicture(layer, stage);
  return {
    rows: { top: at.y, bottom: at.y + at.height },
    paint(pen, t) {
      placed(pen, stage, layer, t, middle(box), () => {
        clipped(pen, at, (layer.corner ?? 0) * stage.unit, zoom !== undefined);
        if (zoom) zoomed(pen, at, zoomAt(zoom, t, stage.scene.seconds), zoom.toward);
        pen.drawImage(art, at.x, at.y, at.width, at.height);
      });
    },
  };
}

/** The pixels of a picture layer, as many as its largest size needs, and where they are drawn without a zoom. */
export async function loadPicture(
  layer: PictureLayer,
  stage: Stage,
): Promise<{ art: Canvas; at: Pixels; box: Pixels }> {
  const box = pixels(layer.box ?? whole, stage);
  const largest = Math.min(1.5, Math.max(1, layer.zoom?.from ?? 1, layer.zoom?.to ?? 1));
  const grade = layer.graded ? stage.grade : null;
  const source = stage.image(layer.media);
  const { art, size } = await load(source, layer, { width: box.width * largest, height: box.height * largest }, stage);
  if (grade) {
    const pen = art.getContext("2d");
    const data = pen.getImageData(0, 0, art.width, art.height);
    applyGrade(data.data, grade);
    pen.putImageData(data, 0, 0);
  }
  const drawn = { width: size.width / largest, height: size.height / largest };
  const at: Pixels = {
    ...drawn,
    x: box.x + (box.width - drawn.width) / 2,
    y: box.y + (box.height - drawn.height) / 2,
  };
  return { art: layer.blur ? blurred(art, layer.blur * stage.unit, stage) : art, at, box };
}

/** Grows the drawing about a point of a box that keeps its place. */
export function zoomed(pen: Pen, at: Pixels, scale: number, toward: Point = { x: 0.5, y: 0.5 }): void {
  const [x, y] = [at.x + at.width * toward.x, at.y + at.height * toward.y];
  pen.translate(x, y);
  pen.scale(scale, scale);
  pen.translate(-x, -y);
}

export function clipped(pen: Pen, at: Pixels, corner: number, isNeeded: boolean): void {
  if (corner === 0 && !isNeeded) return;
  pen.beginPath();
  if (corner > 0) pen.roundRect(at.x, at.y, at.width, at.height, corner);
  else pen.rect(at.x, at.y, at.width, at.height);
  pen.clip();
}

/** The pixels of a picture for a box: all of the box (`cover`), or as much as fits into it. */
async function load(path: string, { fit = "cover", focus }: PictureLayer, box: Size, stage: Stage) {
  const { autoOrient } = await openImage(path).metadata();
  const scales = [box.width / autoOrient.width, box.height / autoOrient.height];
  const scale = fit === "cover" ? Math.max(...scales) : Math.min(...scales);
  const full = {
    width: Math.max(1, Math.round(autoOrient.width * scale)),
    height: Math.max(1, Math.round(autoOrient.height * scale)),
  };
  const size = {
    width: Math.min(full.width, Math.round(box.width)),
    height: Math.min(full.height, Math.round(box.height)),
  };
  const left = Math.round(overhang(full.width, size.width, focus?.x ?? 0.5));
  const top = Math.round(overhang(full.height, size.height, focus?.y ?? 0.5));
  const art = await rgba(path, full, { left, top, ...size }, stage);
  return { art, size };
}

/** A canvas with an area of a picture that is scaled to a size. */
export async function rgba(path: string, full: Size, area: Size & { left: number; top: number }, { drawing }: Stage) {
  const pixels = await openImage(path)
    .autoOrient()
    .toColourspace("srgb")
    .resize({ ...full, fit: "fill" })
    .extract(area)
    .ensureAlpha()
    .raw()
    .toBuffer();
  const canvas = drawing.createCanvas(area.width, area.height);
  const bytes = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.length);
  canvas.getContext("2d").putImageData(new drawing.ImageData(bytes, area.width, area.height), 0, 0);
  return canvas;
}

/** Out of focus; its edges are repeated outwards, so that they do not become transparent. */
function blurred(art: Canvas, radius: number, { drawing }: Stage): Canvas {
  const canvas = drawing.createCanvas(art.width, art.height);
  const pen = canvas.getContext("2d");
  pen.filter = `blur(${radius}px)`;
  const grown = 1 + (4 * radius) / Math.min(art.width, art.height);
  const [width, height] = [art.width * grown, art.height * grown];
  pen.drawImage(art, (art.width - width) / 2, (art.height - height) / 2, width, height);
  return canvas;
}
