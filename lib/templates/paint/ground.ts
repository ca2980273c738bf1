import type { PictureLayer } from "../layers";
import { loadPicture } from "./picture";
import { emptyPlane, type Planes, toPlanes } from "./planes";
import type { Pixels, Stage } from "./stage";
import { type Stream, whenMoved } from "./stream";
import { lookAt, zoomAt } from "./timing";
import { type Along, drawPlane } from "./zoom-plane";

/** Whether a layer is a picture behind all others that only comes closer: then it is drawn in the colours of video. */
export const isGround = ({ box, corner, breathe, from, to, enter, leave, opacity, fit }: PictureLayer): boolean =>
  fit !== "contain" && ![box, corner, breathe, from, to, enter, leave, opacity].some((one) => one !== undefined);

/** The frames of the picture behind all layers. Between them it is drawn again as soon as it has moved visibly. */
export async function groundStream(layer: PictureLayer, stage: Stage): Promise<Stream> {
  const { width, height, seconds } = stage.scene;
  const { art, at } = await loadPicture(layer, stage);
  const size = { width: art.width & ~1, height: art.height & ~1 };
  const half = { width: size.width / 2, height: size.height / 2 };
  const planes: Planes = [
    emptyPlane(size.width, size.height),
    emptyPlane(half.width, half.height),
    emptyPlane(half.width, half.height),
  ];
  toPlanes(art.getContext("2d").getImageData(0, 0, size.width, size.height).data, planes);
  let [shown, spare] = [Buffer.alloc(width * height * 1.5), Buffer.alloc(width * height * 1.5)];
  const look = (t: number) => lookAt(layer, t, stage.scene, Math.max(width, height)) ?? "";
  return {
    ...{ width, height, format: "yuv420p" },
    frame: whenMoved(look, (t) => {
      [shown, spare] = [spare, shown];
      const scale = layer.zoom ? zoomAt(layer.zoom, t, seconds) : 1;
      const toward = layer.zoom?.toward ?? { x: 0.5, y: 0.5 };
      let start = 0;
      for (const [i, plane] of planes.entries()) {
        const half = i === 0 ? 1 : 2;
        const [across, down] = [width / half, height / half];
        const along = (side: "x" | "y") => alongOf(at, side, toward[side], scale, size, half);
        drawPlane(
          plane,
          shown.subarray(start, start + across * down),
          { width: across, height: down },
          along("x"),
          along("y"),
        );
        start += across * down;
      }
      return shown;
    }),
  };
}

/** Where the pixels of a row or column of the frame are in a plane of the picture, whose pixels are `half` as many. */
function alongOf(
  at: Pixels,
  side: "x" | "y",
  toward: number,
  scale: number,
  size: { width: number; height: number },
  half: number,
): Along {
  const length = side === "x" ? at.width : at.height;
  const pixels = (side === "x" ? size.width : size.height) / length;
  const fixed = at[side] + length * toward;
  const of = (place: number) => (((place - fixed) / scale + fixed - at[side]) * pixels) / half - 0.5;
  return { from: of(half / 2), step: of(half * 1.5) - of(half / 2) };
}
