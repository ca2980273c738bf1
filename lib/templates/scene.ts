import type { Scene, SceneMedia, Shape, Template, TextSlot } from "./define-template";

/** What a film is made of, apart from its media files. */
export type SceneOrder = {
  width: number;
  height: number;
  fps: number;
  seconds: number;
  texts: readonly { name: string; text: string; from?: number; to?: number }[];
  media: readonly SceneMedia[];
  colors?: readonly string[];
  values?: Readonly<Record<string, number | string | boolean>>;
};

const ratios: Record<Shape, number> = { "9:16": 9 / 16, "1:1": 1, "16:9": 16 / 9 };

/** The template's shape that is nearest to a size. */
export function nearestShape({ shapes }: Template, width: number, height: number): Shape {
  const differs = (shape: Shape) => Math.abs(Math.log(width / height / ratios[shape]));
  return [...shapes].sort((a, b) => differs(a) - differs(b))[0] ?? "1:1";
}

/** `quote.2` is the second of the slot `quote`. */
export const slotOf = (name: string): string => name.replace(/\.\d+$/, "");
const numberOf = (name: string): number => Number(/\.(\d+)$/.exec(name)?.[1] ?? 0);

export function sceneOf(template: Template, order: SceneOrder): Scene {
  const { width, height, fps, seconds, colors = [], values = {} } = order;
  const slots: Readonly<Record<string, TextSlot>> = template.texts;
  const texts = order.texts
    .filter(({ text }) => text.trim() !== "")
    .map((text) => ({ ...text, kind: slots[slotOf(text.name)]?.kind ?? "subtitle" }))
    .sort((a, b) => numberOf(a.name) - numberOf(b.name));
  const media = [...order.media].sort((a, b) => numberOf(a.name) - numberOf(b.name));
  const value = <T>(name: string, otherwise: T, is: (value: unknown) => value is T): T => {
    const given: unknown = values[name];
    return is(given) ? given : otherwise;
  };
  return {
    ...{ shape: nearestShape(template, width, height), width, height, fps, seconds },
    text: (name) => texts.find((text) => text.name === name),
    texts: (name) => texts.filter((text) => slotOf(text.name) === name),
    media: (name) => media.find((one) => one.name === name),
    all: (name) => media.filter((one) => slotOf(one.name) === name),
    color: (index, otherwise) => colors[index] ?? otherwise,
    number: (name, otherwise) => value(name, otherwise, (one) => typeof one === "number"),
    string: (name, otherwise) => value(name, otherwise, (one) => typeof one === "string"),
    boolean: (name, otherwise) => value(name, otherwise, (one) => typeof one === "boolean"),
  };
}
