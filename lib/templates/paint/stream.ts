/** Raw frames of one size for ffmpeg. */
export type Stream = {
  width: number;
  height: number;
  format: "yuv420p" | "yuva420p" | "rgba";
  /** The frame at a time, valid until the next but one is drawn. */
  frame(t: number): Buffer;
};
