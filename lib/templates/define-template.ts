import type { Layer } from "./layers";

/**
 * A template is data in one file: which media and texts it takes, and the layers that it makes of them, from back to
 * front. The same template has rules of its own for each shape.
 */

export type Shape = "9:16" | "1:1" | "16:9";
export type TextKind = "title" | "subtitle" | "quote" | "call-to-action";

/** `many`: up to so many of them, named `quote.1`, `quote.2` … `max`: characters. */
export type TextSlot = { kind: TextKind; max: number; many?: number };
/** `masked`: the video may come with a mask. A `cutout` is a picture with transparent ground. */
export type MediaSlot = { type: "image" | "video" | "cutout"; masked?: boolean; optional?: boolean; many?: number };

export type SceneText = { name: string; kind: TextKind; text: string; from?: number; to?: number };
/** `aspect`: width divided by height, as shown. */
export type SceneMedia = { name: string; aspect: number; masked: boolean };

/** What a template knows of the film that it is used for. */
export type Scene = {
  /** The shape whose rules apply: the nearest one to the film's size. */
  shape: Shape;
  width: number;
  height: number;
  fps: number;
  seconds: number;
  /** The given text of a name, if there is one, or all of a name with `many`. */
  text(name: string): SceneText | undefined;
  texts(name: string): SceneText[];
  media(name: string): SceneMedia | undefined;
  all(name: string): SceneMedia[];
  /** The film's colour of this number, from 0. */
  color(index: number, otherwise: string): string;
  number(name: string, otherwise: number): number;
  string(name: string, otherwise: string): string;
  boolean(name: string, otherwise: boolean): boolean;
};

export type Template = {
  id: string;
  title: string;
  zh: { title: string };
  shapes: readonly Shape[];
  texts: Readonly<Record<string, TextSlot>>;
  media: Readonly<Record<string, MediaSlot>>;
  /** The length of a film that has no video to take it from. */
  seconds?: number;
  layers(scene: Scene): Layer[];
};

export const defineTemplate = <T extends Template>(template: T): T => template;
