import { defineTemplate } from "./define-template";
import { type Design, showcaseLayers, showcaseMedia, showcaseTexts } from "./showcase-layers";

/** Warm and lively: the product drops in with a little spring, points on soft plates. */
const design: Design = {
  ...{ font: "sans", align: "center", rule: false, sweep: 0.4 },
  name: { size: 0.106, weight: 900 },
  point: { size: 0.05, weight: 700, plate: true },
  texts: { as: "rise", seconds: 0.5, ease: "back", distance: 0.02 },
  entrance: { as: "rise", seconds: 0.9, ease: "back", distance: -0.12 },
  turn: { as: "rise", seconds: 0.45, ease: "out", distance: 0.04 },
  breathe: { scale: 0.01, rise: 0.003, every: 3.2 },
};

export const showcaseFood = defineTemplate({
  id: "showcase-food",
  title: "Showcase: food",
  zh: { title: "产品展示：美食" },
  shapes: ["9:16", "1:1", "16:9"],
  texts: showcaseTexts,
  media: showcaseMedia,
  seconds: 6,
  layers: (scene) => showcaseLayers(scene, design),
});
