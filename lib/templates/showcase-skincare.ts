import { defineTemplate } from "./define-template";
import { type Design, showcaseLayers, showcaseMedia, showcaseTexts } from "./showcase-layers";

/** Natural and quiet: everything settles slowly, as in still air. */
const design: Design = {
  ...{ font: "serif", align: "center", rule: true, sweep: 0.35 },
  name: { size: 0.098, weight: 700 },
  point: { size: 0.054, weight: 400 },
  texts: { as: "rise", seconds: 0.8, ease: "out", distance: 0.012 },
  entrance: { as: "rise", seconds: 1.1, ease: "out", distance: 0.05 },
  turn: { as: "fade", seconds: 0.5, ease: "in-out" },
  breathe: { scale: 0.008, rise: 0.0025, every: 4 },
};

export const showcaseSkincare = defineTemplate({
  id: "showcase-skincare",
  title: "Showcase: skincare",
  zh: { title: "产品展示：护肤" },
  shapes: ["9:16", "1:1", "16:9"],
  texts: showcaseTexts,
  media: showcaseMedia,
  seconds: 6,
  layers: (scene) => showcaseLayers(scene, design),
});
