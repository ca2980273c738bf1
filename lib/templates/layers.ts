/** The layers of a template: plain data. Fractions are of the frame, 0 to 1 from its top left; times are seconds. */

export type Point = { x: number; y: number };
export type Box = Point & { width: number; height: number };
export type Ease = "linear" | "in" | "out" | "in-out" | "back";

/**
 * How a layer comes or goes. `rise` comes from below, `slide` from the side, `scale` from a smaller size. `distance`: of
 * the frame's height, width or the layer's size; negative comes from the other side.
 */
export type Motion = { as: "fade" | "rise" | "slide" | "scale"; seconds?: number; ease?: Ease; distance?: number };

/** A layer without `from` and `to` is there for the whole film. */
export type Timing = { from?: number; to?: number; enter?: Motion; leave?: Motion; opacity?: number };

/** A slow movement over the whole film, `from` and `to` times the size, towards a point that keeps its place. */
export type Zoom = { from: number; to: number; toward?: Point };

/** A calm movement without an end: it grows by `scale` and rises by `rise` (of the frame's height) every `every` seconds. */
export type Breathing = { scale?: number; rise?: number; every?: number };

type Placed = Timing & { box?: Box };

export type PictureLayer = Placed & {
  kind: "picture";
  media: string;
  /** `cover` fills the box, `contain` shows all of it. */
  fit?: "cover" | "contain";
  /** The point of the picture that stays visible when it is cut. */
  focus?: Point;
  zoom?: Zoom;
  breathe?: Breathing;
  /** Applies the film's colour curves. */
  graded?: boolean;
  /** Radius of the corners, of the frame's shorter side. */
  corner?: number;
  /** Out of focus by so much, of the frame's shorter side. */
  blur?: number;
};

/** A video that is there for the whole film. */
export type VideoLayer = Pick<PictureLayer, "media" | "box" | "fit" | "focus" | "graded"> & {
  kind: "video";
  /** Only what is white in the video's mask is shown, if it has one. */
  masked?: boolean;
  /** Light of the layers behind that reaches over the edge of what the mask shows, 0 to 1. */
  wrap?: number;
  /** Darkness of the soft shadow behind what the mask shows, 0 to 1. */
  shadow?: number;
  /** Sides that fade out over a part of the box's width: for a person that the camera cut. */
  feather?: { left?: number; right?: number };
};

/** A thing on the bottom edge of its box. */
export type CutOutLayer = Timing & {
  kind: "cut-out";
  media: string;
  box: Box;
  /** The side that the light comes from, -1 (left) to 1 (right): the other side is darker, and shadows fall there. */
  light?: number;
  /** Darkness where the thing touches the ground, and of the shadow that it casts. */
  shadow?: { contact?: number; cast?: number };
  /** The share of the thing that a glossy ground shows. */
  reflection?: number;
  /** A band of light that passes over it. */
  sweep?: { at: number; seconds: number; strength?: number };
  breathe?: Breathing;
  /** A colour that the surroundings give to it. */
  tint?: { color: string; strength: number };
};

export type TextStyle = {
  font?: "sans" | "serif";
  weight?: 400 | 500 | 700 | 900;
  /** The largest size of the letters, of the frame's shorter side. They shrink until the text fits its box. */
  size?: number;
  /** The smallest size; what does not fit then ends with an ellipsis. */
  smallest?: number;
  color?: string;
  align?: "left" | "center" | "right";
  anchor?: "top" | "middle" | "bottom";
  lineHeight?: number;
  /** Darkness of the letters' shadow, 0 to 1. */
  shadow?: number;
};

export type TextLayer = Timing & {
  kind: "text";
  text: string;
  box: Box;
  style?: TextStyle;
  /** A plate behind the text, as large as the text: for buttons and captions. */
  plate?: { color: string; padding?: number; corner?: number; opacity?: number };
  /** A soft dark (or coloured) area behind the text, where it lies on a busy picture: 0 to 1. */
  scrim?: number;
  scrimColor?: string;
  /** A line beside the text: across it, or upright on its left. `length` and `weight`: of the frame's shorter side. */
  rule?: { color: string; side: "above" | "below" | "left"; length?: number; weight?: number };
  breathe?: Breathing;
};

/** `angle`: 0 from left to right, 90 from top to bottom. `to` and `from` may have an alpha: `#rrggbbaa`. */
export type Fill =
  | string
  | { from: string; to: string; angle: number; middle?: { color: string; at: number } }
  | { inner: string; outer: string; center?: Point };

export type ShapeLayer = Placed & {
  kind: "shape";
  shape: "rectangle" | "ellipse";
  fill: Fill;
  /** Radius of the corners, of the frame's shorter side. */
  corner?: number;
};

/** Darkens what is drawn so far towards the edges: put texts after it. */
export type VignetteLayer = Timing & { kind: "vignette"; strength: number; center?: Point };

/** Layers that are drawn here; ffmpeg lays videos. */
export type DrawnLayer = PictureLayer | CutOutLayer | TextLayer | ShapeLayer | VignetteLayer;
export type Layer = DrawnLayer | VideoLayer;
