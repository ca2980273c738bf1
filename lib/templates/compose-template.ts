import { join } from "node:path";
import type { LocalContext } from "@/lib/local-work";
import { openImage } from "@/lib/media";
import { loadCanvas } from "@/lib/media/canvas";
import { type ClipFacts, clipFacts } from "@/lib/media/clip-facts";
import { drawGif, mostGifMegabytes } from "@/lib/media/draw-gif";
import { fonts } from "@/lib/media/fonts";
import type { Template } from "./define-template";
import { drawLayers } from "./draw-layers";
import { encodeFilm, encodeStill, type Format } from "./encode";
import { templateNamed } from "./misfits";
import { type Curves, gradeOf } from "./paint/grade";
import type { Stage } from "./paint/stage";
import { sceneOf } from "./scene";

export type ComposeOrder = {
  width: number;
  height: number;
  fps: number;
  seconds?: number;
  media: { name: string; image?: string; video?: string; mask?: string }[];
  texts: { name: string; text: string; from?: number; to?: number }[];
  colors?: string[];
  curves?: Curves;
  values?: Record<string, number | string | boolean>;
  format: Format;
  still_at?: number;
  sound_of?: string;
};

type Source = { name: string; image?: string; video?: ClipFacts; mask?: ClipFacts; aspect: number };

/** Draws a film, or one still of it, from a registered template. */
export async function composeTemplate(
  { template: id, ...order }: ComposeOrder & { template: string },
  context: LocalContext,
) {
  const template = templateNamed(id);
  if (!template) throw new Error(`There is no template "${id}".`);
  return drawTemplate(template, order, context);
}

/** ffmpeg lays the layers over each other: those that are drawn here go to it frame by frame. */
export async function drawTemplate(template: Template, order: ComposeOrder, context: LocalContext) {
  const { width, height, fps, format } = order;
  const { dir, signal, progress } = context;
  progress(0.01, "Reading the media.");
  const sources = await readSources(order, signal);
  const sound = sources.find(({ name }) => name === order.sound_of)?.video ?? null;
  const longest = Math.max(0, ...sources.map(({ video }) => video?.duration ?? 0));
  const wished = order.seconds ?? sound?.duration ?? (longest || (template.seconds ?? 6));
  const frames = Math.max(1, Math.round(wished * fps));
  if (format === "gif" && frames / fps > 30.05) throw new Error("A GIF lasts at most 30 seconds: give `seconds`.");
  const media = sources.map(({ name, aspect, mask }) => ({ name, aspect, masked: mask !== undefined }));
  const scene = sceneOf(template, { ...order, seconds: frames / fps, media });

  const drawing = await loadCanvas();
  const stage: Stage = {
    ...{ drawing, fonts: await fonts(), scene, signal, unit: Math.min(width, height) },
    grade: order.curves ? gradeOf(order.curves) : null,
    image: (name) => found(sources, name).image ?? missing(name),
    video: (name) => {
      const { video, mask } = found(sources, name);
      return { clip: video ?? missing(name), mask: mask ?? null };
    },
  };
  const [still, png] = [join(dir, "still.jpg"), join(dir, "still.png")];
  const film = { ...{ width, height, fps, format, seconds: frames / fps, frames } };
  const layers = template.layers(scene);
  if (order.still_at !== undefined) {
    const frame = Math.min(frames - 1, Math.round(order.still_at * fps));
    const drawn = await drawLayers(layers, stage, { first: frame, count: 1 }, dir);
    await encodeStill(drawn, png, fps, frame, signal);
    await openImage(png).jpeg({ quality: 92 }).toFile(still);
    return { still, film };
  }
  const drawn = await drawLayers(layers, stage, { first: 0, count: frames }, dir);
  const shown = { frame: Math.floor(frames * 0.4), path: png };
  const path = await encodeFilm(drawn, { ...film, sound, dir, signal }, shown, (done, seen) => {
    progress(0.03 + 0.92 * ((done + 1) / frames), `Drawing frame ${done + 1} of ${frames}.`, seen);
  });
  await openImage(png).jpeg({ quality: 92 }).toFile(still);
  if (format !== "gif") return { video: path, still, film };
  return { gif: await gifOf(path, film, { dir, signal, progress }), still, film };
}

async function gifOf(
  video: string,
  { width, fps, seconds }: { width: number; fps: number; seconds: number },
  { dir, signal, progress }: Pick<LocalContext, "dir" | "signal" | "progress">,
): Promise<string> {
  const sniffed = { type: "video", contentType: "video/mp4", extension: "mp4" } as const;
  const report = (value: number, message?: string) => progress(0.95 + 0.05 * value, message);
  const piece = { video, sniffed, start: 0, seconds, fps, width, colours: 160, most: mostGifMegabytes };
  const gif = await drawGif(piece, { dir, signal, progress: report });
  if (gif) return gif;
  throw new Error(`The GIF is larger than ${mostGifMegabytes} MB: choose a smaller size, \`seconds\` or \`fps\`.`);
}

async function readSources({ media }: ComposeOrder, signal: AbortSignal): Promise<Source[]> {
  return Promise.all(
    media.map(async ({ name, image, video, mask }): Promise<Source> => {
      if (image) {
        const { autoOrient } = await openImage(image).metadata();
        return { name, image, aspect: autoOrient.width / autoOrient.height };
      }
      if (!video) throw new Error(`"${name}" needs a picture or a video.`);
      const clip = await clipFacts(video, signal);
      const grey = mask ? await clipFacts(mask, signal) : undefined;
      return { name, video: clip, mask: grey, aspect: clip.width / clip.height };
    }),
  );
}

const found = (sources: readonly Source[], name: string): Source =>
  sources.find((source) => source.name === name) ?? missing(name);

function missing(name: string): never {
  throw new Error(`The media "${name}" is missing.`);
}
