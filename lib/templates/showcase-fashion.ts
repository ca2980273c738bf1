import { defineTemplate } from "./define-template";
import { type Design, showcaseLayers, showcaseMedia, showcaseTexts } from "./showcase-layers";

/** Luxury: large thin serifs, few movements, each one long. */
const design: Design = {
  ...{ font: "serif", align: "center", rule: true, sweep: 0.3 },
  name: { size: 0.116, weight: 500 },
  point: { size: 0.052, weight: 400 },
  texts: { as: "fade", seconds: 1, ease: "in-out" },
  entrance: { as: "scale", seconds: 1.4, ease: "out", distance: 0.06 },
  turn: { as: "fade", seconds: 0.7, ease: "in-out" },
  breathe: { scale: 0.006, rise: 0, every: 5 },
};

export const showcaseFashion = defineTemplate({
  id: "showcase-fashion",
  title: "Showcase: fashion",
  zh: { title: "产品展示：时尚" },
  shapes: ["9:16", "1:1", "16:9"],
  texts: showcaseTexts,
  media: showcaseMedia,
  seconds: 6,
  layers: (scene) => showcaseLayers(scene, design),
});
