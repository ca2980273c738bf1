import type { Scene } from "./define-template";
import type { Box, ShapeLayer, TextLayer } from "./layers";

/** The three looks of the template `talking-head`: its letters, its movements and how much the picture is worked on. */
export type Look = {
  vignette: number;
  wrap: number;
  shadow: number;
  /** How far the background moves closer. */
  zoom: number;
  /** Darkens the part of the picture behind a text. */
  shade(room: Box): ShapeLayer;
  title(text: string, box: Box, scene: Scene): TextLayer;
  subtitle(text: string, box: Box, scene: Scene): TextLayer;
  quote(text: string, box: Box, scene: Scene): TextLayer;
};

/** Dark behind the room of a text, and soft towards the middle of the frame. */
const shadeOf =
  (strength: number) =>
  ({ x, y, width, height }: Box): ShapeLayer => {
    const clear = "#00000000";
    const dark = `#000000${Math.round(strength * 255)
      .toString(16)
      .padStart(2, "0")}`;
    const fill = (isFirst: boolean, angle: number) => ({
      ...{ angle, from: isFirst ? dark : clear, to: isFirst ? clear : dark },
      middle: { color: dark, at: isFirst ? 0.4 : 0.6 },
    });
    const shade = (box: Box, isFirst: boolean, angle: number): ShapeLayer => ({
      ...{ kind: "shape", shape: "rectangle", box, fill: fill(isFirst, angle) },
    });
    if (width < 0.6) {
      const isLeft = x < 0.3;
      return shade(
        { x: isLeft ? 0 : x - 0.12, y: 0, width: isLeft ? x + width + 0.12 : 1.12 - x, height: 1 },
        isLeft,
        0,
      );
    }
    const isTop = y < 0.3;
    return shade({ x: 0, y: isTop ? 0 : y - 0.12, width: 1, height: isTop ? y + height + 0.1 : 1.12 - y }, isTop, 90);
  };

const sized = { "9:16": 1, "1:1": 0.86, "16:9": 0.94 };
const text = (content: string, box: Box, rest: Omit<TextLayer, "kind" | "text" | "box">): TextLayer => ({
  ...{ kind: "text", text: content, box, ...rest },
});
const slow = { as: "fade", seconds: 0.8 } as const;
const soon = { as: "fade", seconds: 0.4 } as const;
/** Lower texts of a column are on its upper edge; those across the frame are centred in their room. */
const isColumn = ({ width }: Box) => width < 0.6;

const minimal: Look = {
  ...{ vignette: 0.16, wrap: 0.35, shadow: 0.35, zoom: 1.05, shade: shadeOf(0.4) },
  title: (content, box, scene) =>
    text(content, box, {
      style: {
        weight: 900,
        size: 0.135 * sized[scene.shape],
        align: "left",
        anchor: "bottom",
        lineHeight: 1.16,
        shadow: 0.3,
      },
      rule: { color: scene.color(0, "#ffd23f"), side: "above", length: 0.11, weight: 0.011 },
      ...{ enter: { as: "slide", distance: -0.04, seconds: 0.6 }, leave: soon },
    }),
  subtitle: (content, box, scene) =>
    text(content, box, {
      style: {
        weight: 500,
        size: 0.05 * sized[scene.shape],
        align: "left",
        anchor: "top",
        lineHeight: 1.36,
        shadow: 0.45,
      },
      ...{ enter: { as: "slide", distance: -0.04, seconds: 0.6 }, leave: soon },
    }),
  quote: (content, box, scene) =>
    text(content, box, {
      style: {
        weight: 700,
        size: 0.054 * sized[scene.shape],
        color: "#14171c",
        align: "left",
        anchor: "middle",
        lineHeight: 1.36,
      },
      plate: { color: "#ffffff", opacity: 0.94, padding: 0.034, corner: 0.026 },
      ...{ enter: { as: "rise", seconds: 0.5 }, leave: soon },
    }),
};

const cinematic: Look = {
  ...{ vignette: 0.55, wrap: 0.55, shadow: 0.5, zoom: 1.09, shade: shadeOf(0.5) },
  title: (content, box, scene) =>
    text(content, box, {
      style: {
        weight: 900,
        size: 0.15 * sized[scene.shape],
        anchor: "bottom",
        lineHeight: 1.16,
        shadow: 0.55,
        align: isColumn(box) ? "left" : "center",
      },
      ...{ enter: { as: "scale", distance: 0.06, seconds: 1 }, leave: slow },
    }),
  subtitle: (content, box, scene) =>
    text(content, box, {
      style: {
        weight: 500,
        size: 0.048 * sized[scene.shape],
        color: "#f1ece2",
        anchor: "top",
        lineHeight: 1.38,
        shadow: 0.6,
        align: isColumn(box) ? "left" : "center",
      },
      ...{ enter: slow, leave: slow },
    }),
  quote: (content, box, scene) =>
    text(content, box, {
      style: {
        weight: 700,
        size: 0.06 * sized[scene.shape],
        anchor: "middle",
        lineHeight: 1.38,
        shadow: 0.7,
        align: isColumn(box) ? "left" : "center",
      },
      ...{ scrim: 0.26, enter: { as: "rise", seconds: 0.7 }, leave: slow },
    }),
};

const gold = "#e8cf9a";
const luxury: Look = {
  ...{ vignette: 0.42, wrap: 0.45, shadow: 0.45, zoom: 1.06, shade: shadeOf(0.5) },
  title: (content, box, scene) =>
    text(content, box, {
      style: {
        font: "serif",
        weight: 700,
        size: 0.14 * sized[scene.shape],
        color: "#fbf4e4",
        anchor: "bottom",
        lineHeight: 1.2,
        shadow: 0.45,
        align: isColumn(box) ? "left" : "center",
      },
      rule: { color: scene.color(0, gold), side: "below", length: 0.2, weight: 0.0035 },
      ...{ enter: { as: "rise", distance: 0.014, seconds: 1.2 }, leave: slow },
    }),
  subtitle: (content, box, scene) =>
    text(content, box, {
      style: {
        font: "serif",
        weight: 500,
        size: 0.046 * sized[scene.shape],
        color: gold,
        anchor: "top",
        lineHeight: 1.4,
        shadow: 0.5,
        align: isColumn(box) ? "left" : "center",
      },
      ...{ enter: slow, leave: slow },
    }),
  quote: (content, box, scene) =>
    text(content, box, {
      style: {
        font: "serif",
        weight: 700,
        size: 0.062 * sized[scene.shape],
        color: "#fbf4e4",
        align: "left",
        anchor: "middle",
        lineHeight: 1.4,
        shadow: 0.6,
      },
      rule: { color: scene.color(0, gold), side: "left", weight: 0.005 },
      ...{ scrim: 0.34, enter: { as: "slide", distance: 0.025, seconds: 0.9 }, leave: slow },
    }),
};

export const talkingHeadLooks: Record<string, Look> & { cinematic: Look } = { minimal, cinematic, luxury };
