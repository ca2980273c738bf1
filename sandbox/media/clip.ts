import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { WorkContext } from "../service";
import { captionPlate } from "./caption";
import { ffmpeg } from "./ffmpeg";
import { openClean } from "./keyframe";
import { pathOf, perspectiveOf } from "./moves";
import { raw } from "./picture";

export interface ClipOrder {
  picture: string;
  text: string;
  /** Even numbers. Default: the picture's own size, at most 768. */
  width?: number | null | undefined;
  height?: number | null | undefined;
  fps: number;
  frames: number;
  seed: number;
  service: string;
  /** A WAV file for the sound track. */
  voice?: string;
}

const even = (value: number): number => Math.max(64, Math.round(value / 2) * 2);

/** The encoding of every clip; always the same, so that clips can be joined without encoding. */
const VIDEO = [
  "-c:v",
  "libx264",
  "-preset",
  "veryfast",
  "-crf",
  "19",
  "-pix_fmt",
  "yuv420p",
  "-threads",
  "1",
  "-bf",
  "0",
];
const AUDIO = ["-c:a", "aac", "-b:a", "128k", "-ar", "48000", "-ac", "1"];
export const encoding = { video: VIDEO, audio: AUDIO };

/** Moves a camera over one picture. */
export async function shootClip(order: ClipOrder, workContext: WorkContext): Promise<string> {
  const picture = await openClean(order.picture);
  const shrink = Math.min(1, 768 / Math.max(picture.width, picture.height));
  const width = even(order.width ?? picture.width * shrink);
  const height = even(order.height ?? picture.height * shrink);
  const still = path.join(workContext.folder, "still.png");
  await raw(picture).resize(width, height, { fit: "cover" }).png({ compressionLevel: 1 }).toFile(still);
  const plate = await captionPlate(order.service, { width, height });
  const caption = path.join(workContext.folder, "caption.png");
  await writeFile(caption, plate.png);

  const film = path.join(workContext.folder, "clip.mp4");
  const moved = perspectiveOf(pathOf(order.text, order.seed), order.frames);
  const graph = [
    // The frame count ends the film: `-frames:v` would cut the end of the sound. One decoded frame is held in memory:
    // decoding the picture for each frame would take a third longer.
    `[0:v]format=yuv420p,loop=loop=${order.frames - 1}:size=1,setpts=N/${order.fps}/TB,${moved}[moved]`,
    `[moved][1:v]overlay=${plate.left}:${plate.top}[out]`,
  ];
  const sound = order.voice ? ["-i", `file:${order.voice}`] : [];
  await ffmpeg(
    workContext.tools,
    [
      ...["-i", `file:${still}`, "-i", `file:${caption}`, ...sound],
      ...[
        "-filter_complex",
        graph.join(";"),
        "-map",
        "[out]",
        ...(order.voice ? ["-map", "2:a:0", "-af", `apad=whole_dur=${order.frames / order.fps}`] : []),
      ],
      ...["-r", String(order.fps), "-t", String(order.frames / order.fps + 1)],
      ...[...VIDEO, ...(order.voice ? AUDIO : []), "-movflags", "+faststart", "-f", "mp4", `file:${film}`],
    ],
    { limit: 300, signal: workContext.signal },
  );
  return film;
}
