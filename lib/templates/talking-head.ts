import { defineTemplate } from "./define-template";
import type { Layer } from "./layers";

/** A person who speaks, before a background of another place. */
export const talkingHead = defineTemplate({
  id: "talking-head",
  title: "Talking head",
  zh: { title: "口播" },
  shapes: ["9:16", "1:1", "16:9"],
  media: { background: { type: "image" }, person: { type: "video", masked: true } },
  texts: {
    title: { kind: "title", max: 500 },
    subtitle: { kind: "subtitle", max: 500 },
    quote: { kind: "quote", max: 500, many: 20 },
  },
  layers(scene) {
    const title = scene.text("title");
    const layers: Layer[] = [
      { kind: "picture", media: "background", zoom: { from: 1, to: 1.08 }, graded: true },
      { kind: "video", media: "person", masked: true, wrap: 0.5, shadow: 0.5, graded: true },
      { kind: "vignette", strength: 0.5 },
    ];
    if (title) {
      layers.push({ kind: "text", text: title.text, box: { x: 0.08, y: 0.06, width: 0.84, height: 0.14 } });
    }
    return layers;
  },
});
