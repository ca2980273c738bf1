import { defineTemplate } from "./define-template";
import { type Design, showcaseLayers, showcaseMedia, showcaseTexts } from "./showcase-layers";

/** Precise and dark: heavy letters from the left, a strong sweep of light. */
const design: Design = {
  ...{ font: "sans", align: "left", rule: true, sweep: 0.6 },
  name: { size: 0.112, weight: 900 },
  point: { size: 0.056, weight: 500 },
  texts: { as: "slide", seconds: 0.5, ease: "out", distance: -0.03 },
  entrance: { as: "scale", seconds: 0.9, ease: "out", distance: 0.12 },
  turn: { as: "slide", seconds: 0.45, ease: "in-out", distance: 0.08 },
  breathe: { scale: 0.006, rise: 0.004, every: 3.6 },
};

export const showcaseElectronics = defineTemplate({
  id: "showcase-electronics",
  title: "Showcase: electronics",
  zh: { title: "产品展示：数码" },
  shapes: ["9:16", "1:1", "16:9"],
  texts: showcaseTexts,
  media: showcaseMedia,
  seconds: 6,
  layers: (scene) => showcaseLayers(scene, design),
});
