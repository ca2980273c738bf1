import { join } from "node:path";
import type { LocalContext } from "../../local-work";
import { type ProductType, type ShowcaseScene, showcaseScenes } from "../../showcase/scenes";
import { clearLogo } from "./clear-logo";
import { apartFrom, inkFor, inkOn } from "./ink";
import {
  type Area,
  baseOn,
  edgeOfSurface,
  lightOf,
  lumaOf,
  meanOf,
  type Pixels,
  pixelsIn,
  type Rgb,
  type SetLight,
} from "./measure";
import { asSharp, openPicture, openWithAlpha } from "./open";
import { gainsFor, relit } from "./relight";
import { cutAround } from "./room";
import { glowing, veiled } from "./veil";

type Order = {
  background: string;
  products: string[];
  product_type: ProductType;
  logo?: string;
  colors: string[];
  font?: "sans" | "serif";
};

/** The frames that are made of a set, and where their texts are. The larger part of a painted set is one of them. */
const frames = {
  tall: { width: 1080, height: 1920, centre: 0.5, texts: { left: 0, top: 0, right: 1, bottom: 0.36 } },
  square: { width: 1080, height: 1080, base: 0.86, centre: 0.73, texts: { left: 0, top: 0, right: 0.46, bottom: 1 } },
};

const mostOfSet = 2600;
const mostOfProduct = 1100;
const measured = { width: 90, height: 160 };

export async function placeInSet(order: Order, context: LocalContext) {
  const { dir, signal, progress } = context;
  const scene = showcaseScenes[order.product_type];
  progress(0.1, "Measuring the light.");
  const set = await openPicture(order.background, mostOfSet);
  const small = await resized(set, measured);
  const light = lightOf(small);
  const line = baseOn(edgeOfSurface(small));
  signal.throwIfAborted();

  progress(0.3, "Cutting the set.");
  const tall = await frameOf(set, { ...frames.tall, base: line, line }, scene, join(dir, "tall.jpg"));
  const square = await frameOf(set, { ...frames.square, line }, scene, join(dir, "square.jpg"));
  signal.throwIfAborted();

  progress(0.5, "Matching the light.");
  const products: string[] = [];
  for (const [i, path] of order.products.entries()) {
    const product = join(dir, `product-${i + 1}.png`);
    const own = await openWithAlpha(path, mostOfProduct);
    const data = relit(own.data, gainsFor(light));
    await asSharp({ ...own, data }, 4)
      .png({ compressionLevel: 6 })
      .toFile(product);
    products.push(product);
    signal.throwIfAborted();
  }
  const behind = meanOf(pixelsIn(small, frames.tall.texts));
  const logo = order.logo && (await clearLogo(order.logo, join(dir, "logo.png"), lumaOf(behind)));
  const look = {
    ...lookOf(scene, light, behind, order),
    tall: { base: tall.base, ink: tall.ink },
    square: { base: square.base, ink: square.ink },
  };
  progress(0.8, "Drawing the scene.");
  const image = await stillOf(order.product_type, { set: tall.path, products, look }, context);
  return { image, tall: tall.path, square: square.path, products, ...(logo && { logo }), look };
}

type Placed = { set: string; products: string[]; look: ReturnType<typeof lookOf> & { tall: InFrame; square: InFrame } };
type InFrame = { base: number; ink: string };

/** The product in its set, without texts. */
async function stillOf(type: ProductType, { set, products, look }: Placed, context: LocalContext): Promise<string> {
  const { composeTemplate } = await import("../../templates/compose-template");
  const { tall, square: _, ...values } = look;
  const { still } = await composeTemplate(
    {
      ...{ template: `showcase-${type}`, ...frames.tall, fps: 30, seconds: 6, format: "mp4", still_at: 2 },
      media: [
        { name: "background", image: set },
        ...products.slice(0, 1).map((image) => ({ name: "product.1", image })),
      ],
      ...{ texts: [], values: { ...values, ...tall } },
    },
    { ...context, progress: () => {} },
  );
  return still;
}

function lookOf(scene: ShowcaseScene, light: SetLight, behind: Rgb, { colors, font }: Order) {
  const accent = apartFrom(colors[0] ?? scene.accent, behind);
  // Shadows are hardly seen on a dark surface, and its mirror image is.
  const dark = 1 - Math.min(1, light.luma / 0.5);
  return {
    light: light.side,
    contact: 0.62 - 0.1 * scene.softness,
    cast: 0.16 + 0.3 * (1 - scene.softness) * (1 - 0.4 * dark),
    mirror: scene.mirror * (0.7 + 0.3 * dark),
    font: font ?? scene.font,
    ...{ accent, onAccent: inkFor(accent) },
  };
}

type Frame = { width: number; height: number; base: number; centre: number; line: number; texts: Area };

/** A frame of the set, with a veil behind its texts where they could not be read. */
async function frameOf(set: Pixels, { line, texts, centre, ...frame }: Frame, scene: ShowcaseScene, path: string) {
  const cut = cutAround(set, frame, line, frame.base);
  const base = (line - cut.y) / cut.height;
  const light = { x: centre, y: base - 0.26, color: scene.accent, strength: scene.glow };
  const part = glowing(await resized(set, frame, cut), light);
  const { ink, veil, alpha } = inkOn(pixelsIn(await resized(part, { width: 96, height: 96 }), texts), scene);
  await asSharp(veiled(part, texts, { veil, alpha }), 3)
    .jpeg({ quality: 93 })
    .toFile(path);
  return { path, ink, base };
}

type Cut = { x: number; y: number; width: number; height: number };

async function resized(
  picture: Pixels,
  { width, height }: { width: number; height: number },
  cut?: Cut,
): Promise<Pixels> {
  const image = asSharp(picture, 3);
  if (cut) {
    const [left, top] = [Math.round(cut.x * picture.width), Math.round(cut.y * picture.height)];
    image.extract({
      ...{ left, top },
      width: Math.min(picture.width - left, Math.max(1, Math.round(cut.width * picture.width))),
      height: Math.min(picture.height - top, Math.max(1, Math.round(cut.height * picture.height))),
    });
  }
  const data = await image.resize(width, height, { fit: "fill" }).raw().toBuffer();
  return { data: new Uint8Array(data), width, height };
}
