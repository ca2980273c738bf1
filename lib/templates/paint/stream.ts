/** Raw frames of one size for ffmpeg. */
export type Stream = {
  width: number;
  height: number;
  format: "yuv420p" | "yuva420p" | "rgba";
  /** The frame at a time, valid until the next but one is drawn. */
  frame(t: number): Buffer;
};

/** Draws a frame only when it looks different from the last one, which is returned otherwise. */
export function whenMoved(lookAt: (t: number) => string, draw: (t: number) => Buffer): Stream["frame"] {
  let drawn: { look: string; frame: Buffer } | undefined;
  return (t) => {
    const look = lookAt(t);
    if (drawn?.look !== look) drawn = { look, frame: draw(t) };
    return drawn.frame;
  };
}
