import type { PictureLayer } from "../layers";
import { loadPicture } from "./picture";
import { convertedWidth, planesOf } from "./planes";
import type { Pixels, Stage } from "./stage";
import { type Stream, whenMoved } from "./stream";
import { lookAt, zoomAt } from "./timing";
import { type Along, type Size, zoomerOf } from "./zoom-plane";

/** Whether a layer is a picture behind all others that only comes closer: then it is drawn in the colours of video. */
export const isGround = ({ box, corner, breathe, from, to, enter, leave, opacity, fit }: PictureLayer): boolean =>
  fit !== "contain" && ![box, corner, breathe, from, to, enter, leave, opacity].some((one) => one !== undefined);

/** The frames of the picture behind all layers. Between them it is drawn again as soon as it has moved visibly. */
export async function groundStream(layer: PictureLayer, stage: Stage): Promise<Stream> {
  const { width, height, seconds } = stage.scene;
  const { art, at } = await loadPicture(layer, stage);
  const size = { width: art.width & ~1, height: art.height & ~1 };
  const converted = { width: convertedWidth(size.width), height: size.height };
  const pixels = art.getContext("2d").getImageData(0, 0, converted.width, converted.height).data;
  const picture = planesOf(converted, false)(pixels);
  const zoomed = zoomerOf(picture, { ...size, stride: converted.width }, { width, height });
  return {
    ...{ width, height, format: "yuv420p" },
    frame: whenMoved(
      (t) => lookAt(layer, t, stage.scene, Math.max(width, height)) ?? "",
      (t) => {
        const scale = layer.zoom ? zoomAt(layer.zoom, t, seconds) : 1;
        const toward = layer.zoom?.toward ?? { x: 0.5, y: 0.5 };
        return zoomed(alongOf(at, "x", toward.x, scale, size), alongOf(at, "y", toward.y, scale, size));
      },
    ),
  };
}

/** Where the pixels of a row or column of the frame are in the picture. */
function alongOf(at: Pixels, side: "x" | "y", toward: number, scale: number, size: Size): Along {
  const length = side === "x" ? at.width : at.height;
  const pixels = (side === "x" ? size.width : size.height) / length;
  const fixed = at[side] + length * toward;
  const of = (place: number) => ((place - fixed) / scale + fixed - at[side]) * pixels - 0.5;
  return { from: of(0.5), step: of(1.5) - of(0.5) };
}
