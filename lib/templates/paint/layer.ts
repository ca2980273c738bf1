import type { Layer } from "../layers";
import { cutOutLayer } from "./cut-out";
import { pictureLayer } from "./picture";
import { shapeLayer, vignetteLayer } from "./shape";
import type { Painter, Stage } from "./stage";
import { textLayer } from "./text";
import { videoLayer } from "./video";

/** The painter of a layer, with everything prepared that does not move. */
export async function painterOf(layer: Layer, stage: Stage): Promise<Painter> {
  switch (layer.kind) {
    case "picture":
      return pictureLayer(layer, stage);
    case "video":
      return videoLayer(layer, stage);
    case "cut-out":
      return cutOutLayer(layer, stage);
    case "text":
      return textLayer(layer, stage);
    case "shape":
      return shapeLayer(layer, stage);
    case "vignette":
      return vignetteLayer(layer, stage);
  }
}
