import type * as Drawing from "@napi-rs/canvas";

export type { Canvas, Image, Path2D, SKRSContext2D as Pen } from "@napi-rs/canvas";

/** The package that draws, which is optional: a web process alone does without it. */
export async function loadCanvas(): Promise<typeof Drawing> {
  try {
    return await import("@napi-rs/canvas");
  } catch (cause) {
    throw new Error("Drawing needs the package @napi-rs/canvas: run `npm install --include=optional`.", { cause });
  }
}
