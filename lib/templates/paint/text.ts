import type { Canvas, Pen } from "@/lib/media/canvas";
import type { TextLayer } from "../layers";
import { layoutText, setPen, type TextLayout } from "../text/layout";
import { inkRows, middle, type Painter, pixels, placed, type Stage } from "./stage";

/** A text with its plate or scrim, drawn once onto a canvas of its own. */
export function textLayer(layer: TextLayer, stage: Stage): Painter {
  const { drawing, fonts, unit } = stage;
  const box = pixels(layer.box, stage);
  const { style = {}, plate } = layer;
  const padding = plate ? (plate.padding ?? 0.024) * unit : 0;
  const space = spaceOf(layer, unit);
  const room = {
    width: Math.max(1, box.width - 2 * padding - space.left),
    height: Math.max(1, box.height - 2 * padding - space.above - space.below),
  };
  const type = {
    family: fonts[style.font ?? "sans"],
    weight: style.weight ?? 700,
    size: (style.size ?? 0.06) * unit,
    smallest: (style.smallest ?? 0.028) * unit,
    lineHeight: style.lineHeight ?? 1.3,
    align: style.align ?? "center",
    anchor: style.anchor ?? "middle",
  };
  const pen = drawing.createCanvas(1, 1).getContext("2d");
  const text = layoutText(pen, layer.text, type, room);
  // Shadows and scrims are softer than the letters and reach further.
  const edge = Math.ceil(unit * 0.12);
  const card = drawing.createCanvas(box.width + 2 * edge, box.height + 2 * edge);
  const to = card.getContext("2d");
  to.translate(edge + padding + space.left, edge + padding + space.above);
  if (layer.scrim) drawScrim(to, text, layer, unit);
  if (plate) drawPlate(to, text, plate, padding, unit);
  if (layer.rule) drawRule(to, text, layer.rule, room.width, type.align, unit);
  setPen(to, type, text.fontSize, text.isRightToLeft);
  to.fillStyle = style.color ?? "#ffffff";
  if (style.shadow) {
    to.shadowColor = `rgba(0,0,0,${style.shadow})`;
    to.shadowBlur = text.fontSize * 0.32;
    to.shadowOffsetY = text.fontSize * 0.05;
  }
  for (const line of text.lines) to.fillText(line.text, line.x, line.y);
  return painted(card, layer, stage, { x: box.x - edge, y: box.y - edge }, middle(box));
}

function painted(
  card: Canvas,
  layer: TextLayer,
  stage: Stage,
  at: { x: number; y: number },
  center: { x: number; y: number },
): Painter {
  return {
    rows: inkRows(card, at.y),
    paint(pen, t) {
      placed(pen, stage, layer, t, center, () => pen.drawImage(card, at.x, at.y));
    },
  };
}

function drawScrim(
  pen: Pen,
  { ink, fontSize }: TextLayout,
  { scrim = 0, scrimColor = "#000000" }: TextLayer,
  unit: number,
) {
  const [across, down] = [fontSize * 0.5, fontSize * 0.3];
  pen.save();
  pen.filter = `blur(${Math.round(unit * 0.035)}px)`;
  pen.globalAlpha = scrim;
  pen.fillStyle = scrimColor;
  pen.beginPath();
  pen.roundRect(ink.x - across, ink.y - down, ink.width + 2 * across, ink.height + 2 * down, fontSize * 0.6);
  pen.fill();
  pen.restore();
}

function drawPlate(
  pen: Pen,
  { ink, fontSize }: TextLayout,
  { color, corner, opacity = 1 }: NonNullable<TextLayer["plate"]>,
  padding: number,
  unit: number,
) {
  // The same distance above and below, whatever letters there are.
  const [height, width] = [Math.max(ink.height, fontSize) + 2 * padding, ink.width + 2 * padding * 1.6];
  const [x, y] = [ink.x - padding * 1.6, ink.y + ink.height / 2 - height / 2];
  pen.save();
  pen.globalAlpha = opacity;
  pen.fillStyle = color;
  pen.beginPath();
  pen.roundRect(x, y, width, height, corner === undefined ? height / 2 : corner * unit);
  pen.fill();
  pen.restore();
}

type Rule = NonNullable<TextLayer["rule"]>;
/** Between the letters and the line. */
const ruleGap = 0.026;

/** The room that a rule takes from the text's box. */
function spaceOf({ rule }: TextLayer, unit: number) {
  const taken = rule ? (ruleGap + (rule.weight ?? 0.005)) * unit : 0;
  const on = (side: Rule["side"]) => (rule?.side === side ? taken : 0);
  return { left: on("left"), above: on("above"), below: on("below") };
}

function drawRule(
  pen: Pen,
  { ink }: TextLayout,
  rule: Rule,
  room: number,
  align: "left" | "center" | "right",
  unit: number,
) {
  const [thick, gap] = [Math.max(1, (rule.weight ?? 0.005) * unit), ruleGap * unit];
  pen.fillStyle = rule.color;
  if (rule.side === "left") {
    pen.fillRect(ink.x - gap - thick, ink.y, thick, ink.height);
    return;
  }
  const length = Math.min((rule.length ?? 0.1) * unit, room);
  const x =
    align === "left" ? ink.x : align === "right" ? ink.x + ink.width - length : ink.x + (ink.width - length) / 2;
  const y = rule.side === "above" ? ink.y - gap - thick : ink.y + ink.height + gap;
  pen.fillRect(x, y, length, thick);
}
