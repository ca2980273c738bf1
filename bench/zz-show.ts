import { mkdtempSync, writeFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { backgroundNames, drawProduct, productNames } from "@/lib/media/matting/testing/products";
import { compose } from "@/lib/services";
import { timeComposition } from "./measurements/composed";
import { ffmpeg } from "./measurements/ffmpeg";
const dir = "/tmp/zz-show"; mkdirSync(dir, { recursive: true });
const kind = process.argv[2]; const secs = Number(process.argv[3] ?? 6); const runs = Number(process.argv[4] ?? 3);
async function cutOutOf(name: (typeof productNames)[number]) {
  const { png, alpha } = drawProduct(name, backgroundNames[0]!);
  const { width = 1, height = 1 } = await sharp(png).metadata();
  const flat = await sharp(png).removeAlpha().png().toBuffer();
  const cut = await sharp(flat).joinChannel(Buffer.from(alpha), { raw: { width, height, channels: 1 } }).png().toBuffer();
  const file = join(dir, `${name}.png`);
  writeFileSync(file, await sharp(cut).trim().png().toBuffer());
  return file;
}
let input: any;
if (kind === "head") {
  const [person, mask] = [join(dir, `person${secs}.mp4`), join(dir, `mask${secs}.mp4`)];
  if (!existsSync(mask)) {
    const moving = "scale=-2:2200,zoompan=z='1.1+0.05*sin(in/20)':d=1:s=1080x1920:fps=30";
    ffmpeg("-loop", "1", "-framerate", "30", "-i", "public/sample.jpg", "-t", `${secs}`, "-vf", moving, "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", person);
    const head = "lt(hypot((X-W/2)/1.1,(Y-H*0.42)/1.4),W*0.2)+lt(hypot(X-W/2,(Y-H*1.02)/1.3),W*0.48)";
    const still = join(dir, "mask.png");
    ffmpeg("-f", "lavfi", "-i", "color=black:s=1080x1920,format=gray", "-vf", `geq=lum='255*(${head})'`, "-frames:v", "1", still);
    ffmpeg("-loop", "1", "-framerate", "30", "-i", still, "-t", `${secs}`, "-c:v", "libx264", "-pix_fmt", "yuv420p", mask);
  }
  input = compose.input.parse({ template: "talking-head", width: 1080, height: 1920,
    media: [{ name: "background", image: "public/sample.jpg" }, { name: "person", video: person, mask }],
    texts: [{ name: "title", text: "Good light, told well" }, { name: "quote.1", text: "Every word deserves good light." }] });
} else {
  const pictures = await Promise.all(productNames.slice(0, 2).map(cutOutOf));
  input = compose.input.parse({ template: "showcase-skincare", width: 1080, height: kind === "square" ? 1080 : 1920, seconds: secs,
    media: [{ name: "background", image: "public/sample.jpg" }, ...pictures.map((image, i) => ({ name: `product.${i + 1}`, image }))],
    texts: [{ name: "name", text: "Morning Light" }, { name: "point.1", text: "Made of three things" }, { name: "point.2", text: "Kind to every skin" }, { name: "action", text: "See it today" }] });
}
for (let i = 0; i < runs; i++) { const c = await timeComposition(input, dir); console.log(kind, secs, "times", c.times.toFixed(2), "cpu", c.processor.toFixed(2), "fps", c.framesPerSecond.toFixed(1), "again fps", (c.framesPerSecond * c.times).toFixed(1)); }
process.exit(0);
