import { clipFacts } from "../clip-facts";
import { frameAt } from "../film/key-frames";
import { openImage } from "../picture-orders";
import { measure } from "./measure";

/** The look of a picture or a video. Read in a process of its own: it decodes files from outside. */

export type Measured = ReturnType<typeof measure>;

const [colorSide, greySide] = [96, 512];
/** Where the frames of a video are taken, as parts of its length. */
const moments = [0.1, 0.3, 0.5, 0.7, 0.9];

export const profileOfImage = (path: string): Promise<Measured> => measured(() => openImage(path).autoOrient());

/** All frames side by side: what fills more of the video counts more. */
export async function profileOfVideo(path: string, signal: AbortSignal): Promise<Measured> {
  const clip = await clipFacts(path, signal);
  const frames = await Promise.all(moments.map((part) => frameAt(clip, part * clip.duration, signal)));
  const { default: sharp } = await import("sharp");
  const found = frames.flatMap((frame) => frame ?? []);
  const [first] = found;
  if (!first) throw new Error("The video has no frame that can be decoded.");
  const { width, height } = first;
  const tiles = found.map(({ rgb }, i) => ({
    input: Buffer.from(rgb),
    raw: { width, height, channels: 3 as const },
    ...{ left: i * width, top: 0 },
  }));
  const background = { width: found.length * width, height, channels: 3 as const, background: "#000" };
  const strip = await sharp({ create: background }).composite(tiles).png().toBuffer();
  return measured(() => openImage(strip));
}

async function measured(open: () => ReturnType<typeof openImage>): Promise<Measured> {
  const flat = () => open().flatten({ background: "#fff" }).toColourspace("srgb");
  const [color, grey] = await Promise.all([
    flat().resize(colorSide, colorSide, { fit: "inside" }).removeAlpha().raw().toBuffer({ resolveWithObject: true }),
    flat()
      .greyscale()
      .resize(greySide, greySide, { fit: "cover" })
      .toColourspace("b-w")
      .raw()
      .toBuffer({ resolveWithObject: true }),
  ]);
  const of = ({ data, info }: typeof color) => ({ data, width: info.width, height: info.height });
  return measure(of(color), of(grey));
}
