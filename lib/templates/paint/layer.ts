import type { DrawnLayer } from "../layers";
import { cutOutLayer } from "./cut-out";
import { pictureLayer } from "./picture";
import { shapeLayer, vignetteLayer } from "./shape";
import type { Painter, Stage } from "./stage";
import { textLayer } from "./text";

/** The painter of a layer, with everything prepared that does not move. */
export async function painterOf(layer: DrawnLayer, stage: Stage): Promise<Painter> {
  switch (layer.kind) {
    case "picture":
      return pictureLayer(layer, stage);
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
