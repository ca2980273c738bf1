import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { backgroundNames, drawProduct, productNames } from "@/lib/media/matting/testing/products";
import { compose } from "@/lib/services";
import { besideOf, type Composed, timeComposition } from "./composed";
import type { Measurement } from "./measurement";

/** How many frames a second a showcase of two pictures has, in the upright and the square shape. */
export async function measureShowcase(runs: number): Promise<Measurement[]> {
  const dir = mkdtempSync(join(tmpdir(), "nextscene-showcase-"));
  try {
    const pictures = await Promise.all(productNames.slice(0, 2).map((name) => cutOutOf(name, dir)));
    const of = async (width: number, height: number): Promise<Measurement> => {
      const input = compose.input.parse({
        ...{ template: "showcase-skincare", width, height, seconds: 6 },
        media: [
          { name: "background", image: "public/sample.jpg" },
          ...pictures.map((image, i) => ({ name: `product.${i + 1}`, image })),
        ],
        texts: [
          { name: "name", text: "Morning Light" },
          { name: "point.1", text: "Made of three things" },
          { name: "point.2", text: "Kind to every skin" },
          { name: "action", text: "See it today" },
        ],
      });
      const composed: Composed[] = [];
      for (let run = 0; run < runs; run++) composed.push(await timeComposition(input, dir));
      const values = composed.map(({ framesPerSecond }) => framesPerSecond);
      const what = `a showcase of 6 s at ${width}×${height}`;
      const times = composed.map((one) => one.times.toFixed(2)).join(", ");
      const beside = `${times} times encoding its frames once more; ${besideOf(composed)}`;
      return { what, unit: "frames/s", digits: 1, aim: 40, atLeast: true, values, beside };
    };
    return [await of(1080, 1920), await of(1080, 1080)];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function cutOutOf(name: (typeof productNames)[number], dir: string): Promise<string> {
  const [background] = backgroundNames;
  if (background === undefined) throw new Error("There is no background to draw a product on.");
  const { png, alpha } = drawProduct(name, background);
  const { width = 1, height = 1 } = await sharp(png).metadata();
  const raw = { raw: { width, height, channels: 1 as const } };
  const flat = await sharp(png).removeAlpha().png().toBuffer(); // first, because `sharp` removes it after all else
  const cut = await sharp(flat).joinChannel(Buffer.from(alpha), raw).png().toBuffer();
  const file = join(dir, `${name}.png`);
  writeFileSync(file, await sharp(cut).trim().png().toBuffer());
  return file;
}
