import * as templates from ".";
import type { MediaSlot, Template, TextSlot } from "./define-template";
import { slotOf } from "./scene";

type Given = {
  template: string;
  media: { name: string; image?: string; video?: string; mask?: string }[];
  texts: { name: string; text: string; from?: number; to?: number }[];
  fps: number;
  seconds?: number;
  format: string;
  still_at?: number;
  sound_of?: string;
};
type Misfit = { path: (string | number)[]; message: string };

export const templateNamed = (id: string): Template | undefined =>
  Object.values<Template>(templates).find((template) => template.id === id);

/** What in an order does not fit its template, each with what to do. */
export function misfits(order: Given): Misfit[] {
  const template = templateNamed(order.template);
  return template ? misfitsOf(order, template) : [];
}

function misfitsOf(order: Given, template: Template): Misfit[] {
  const { media, texts, format, seconds, fps } = order;
  const found: Misfit[] = [];
  const add = (path: (string | number)[], message: string) => void found.push({ path, message });
  const mediaSlots: Readonly<Record<string, MediaSlot>> = template.media;
  const textSlots: Readonly<Record<string, TextSlot>> = template.texts;
  const given = new Set<string>();

  for (const [i, { name, image, video, mask }] of media.entries()) {
    const slot = slotFor(mediaSlots, name);
    if (!slot) add(["media", i, "name"], unknown(name, mediaSlots, template));
    if (given.has(name)) add(["media", i, "name"], `"${name}" is given twice.`);
    given.add(name);
    if (!slot) continue;
    if (slot.type !== "video" && !image) add(["media", i, "image"], `"${name}" needs a picture.`);
    if (slot.type !== "video" && video) add(["media", i, "video"], `"${name}" is a picture: remove the video.`);
    if (slot.type === "video" && !video) add(["media", i, "video"], `"${name}" needs a video.`);
    if (slot.type === "video" && image) add(["media", i, "image"], `"${name}" is a video: remove the picture.`);
    if (mask && !slot.masked) add(["media", i, "mask"], `"${name}" takes no mask: remove it.`);
  }
  for (const [name, { optional, many }] of Object.entries(mediaSlots)) {
    const first = many ? `${name}.1` : name;
    if (!optional && !given.has(first)) add(["media"], `The template ${template.id} needs the media "${first}".`);
  }
  const said = new Set<string>();
  for (const [i, { name, text, from, to }] of texts.entries()) {
    const slot = slotFor(textSlots, name);
    if (!slot) add(["texts", i, "name"], unknown(name, textSlots, template));
    else if (text.length > slot.max) add(["texts", i, "text"], `"${name}" has at most ${slot.max} characters.`);
    if (said.has(name)) add(["texts", i, "name"], `"${name}" is given twice.`);
    said.add(name);
    if (from !== undefined && to !== undefined && to <= from) add(["texts", i, "to"], "`to` must be after `from`.");
  }
  const sound = media.find(({ name }) => name === order.sound_of);
  if (order.sound_of && !sound?.video) add(["sound_of"], `There is no video with the name "${order.sound_of}".`);
  if (format === "gif" && (seconds ?? 0) > 30) add(["seconds"], "A GIF lasts at most 30 seconds.");
  if (format === "gif" && fps > 25) add(["fps"], "A GIF has at most 25 frames per second.");
  return found;
}

/** The slot of a name; names with a number are those of slots with `many`. */
function slotFor<Slot extends { many?: number }>(
  slots: Readonly<Record<string, Slot>>,
  name: string,
): Slot | undefined {
  const slot = Object.hasOwn(slots, slotOf(name)) ? slots[slotOf(name)] : undefined;
  const number = /\.(\d+)$/.exec(name)?.[1];
  if (!slot || (number === undefined) !== (slot.many === undefined)) return undefined;
  return number === undefined || Number(number) <= (slot.many ?? 0) ? slot : undefined;
}

function unknown(name: string, slots: Readonly<Record<string, { many?: number }>>, { id }: Template): string {
  const names = Object.entries(slots).map(([slot, { many }]) => (many ? `${slot}.1 to ${slot}.${many}` : slot));
  return `The template ${id} has no "${name}", only ${names.join(", ")}.`;
}
