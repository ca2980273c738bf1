import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCanvas } from "@napi-rs/canvas";
import sharp from "sharp";
import { download, follow, generate } from "@/cli/film/api-client";
import { createClient, type Output } from "@/lib/client";
import { makeShot } from "@/lib/media/matting/testing/footage";
import { defaultTools } from "@/lib/media/tools";
import { sample, startApp } from "@/testing/app";

/**
 * `npm run samples`: has the sandbox make the sample of each main workflow, and keeps a small film and a picture of it in
 * `public/samples/`. With names of workflows, only those.
 */

const mostBytes = 250_000;
const mostSeconds = 9;
const product = "public/sample-product.png";
const talk = "public/sample-talking.mp4";
const { ffmpeg } = defaultTools();
const folder = await mkdtemp(join(tmpdir(), "nextscene-samples-"));
await mkdir("public/samples", { recursive: true });
await writeFile(product, drawTube());
const { api, close } = await startApp();
const client = createClient(api);

type Made = {
  model: string;
  files: [string, string][];
  options: Record<string, unknown>;
  which?: (one: Output) => boolean;
};

const isSquare = ({ type, width, height }: Output) => type === "video" && width === height;
const film = { width: 1024, height: 576, duration: 2, seed: 11 };
const samples: Made[] = [
  {
    model: "next-scene",
    files: [["image", sample]],
    options: { prompt: "The wind rises, and the seeds drift into the evening light.", ...film },
  },
  {
    model: "topic-film",
    files: [],
    options: {
      topic: "A day at a mountain lake",
      style: "cinematic",
      duration: 10,
      shots: 3,
      subtitles: "off",
      seed: 11,
    },
  },
  {
    model: "talking-head",
    files: [["video", existsSync(talk) ? talk : await person()]],
    options: { title: "Start small", quotes: ["Then keep going."], aspect: "16:9", resolution: "720p", seed: 11 },
  },
  {
    model: "product-showcase",
    files: [["image", product]],
    options: {
      ...{ name: "Meadow", product_type: "skincare", call_to_action: "Try it", seconds: 6, seed: 11 },
      selling_points: ["Soft hands all day", "Made from oats", "No perfume"],
    },
    which: isSquare,
  },
];

try {
  const wanted = process.argv.slice(2);
  for (const one of samples.filter(({ model }) => wanted.length === 0 || wanted.includes(model))) {
    const whole = join(folder, `${one.model}.mp4`);
    await download(api, await make(one), whole);
    await keep(whole, `public/samples/${one.model}`);
  }
} finally {
  await close();
  await rm(folder, { recursive: true, force: true });
}

async function make({ model, files, options, which = ({ type }) => type === "video" }: Made): Promise<Output> {
  const types: Record<string, string> = { jpg: "image/jpeg", png: "image/png", mp4: "video/mp4" };
  const input = await Promise.all(
    files.map(async ([type, path]) => {
      const asset = await client.upload(new Uint8Array(await readFile(path)), {
        type: types[path.split(".").at(-1) ?? ""],
      });
      return { type, url: `asset:${asset.id}` };
    }),
  );
  const job = await follow(api, await generate(api, { model, input, options }), () => {});
  const output = job.outputs.find(which);
  if (!output) throw new Error(`${model}: ${job.error?.message ?? "it made no film"}`);
  return output;
}

/** The film, small enough for a page, and its middle as a picture. */
async function keep(whole: string, path: string): Promise<void> {
  const size = "scale=w=640:h=640:force_original_aspect_ratio=decrease:force_divisible_by=2,fps=24";
  const sound = ["-ac", "1", "-c:a", "aac", "-b:a", "40k"];
  for (let quality = 26; ; quality += 2) {
    const video = [
      "-vf",
      size,
      "-c:v",
      "libx264",
      "-preset",
      "veryslow",
      "-crf",
      String(quality),
      "-pix_fmt",
      "yuv420p",
    ];
    const out = ["-t", String(mostSeconds), "-movflags", "+faststart", "-y", `${path}.mp4`];
    run("-i", whole, ...video, ...sound, ...out);
    if ((await stat(`${path}.mp4`)).size <= mostBytes) break;
  }
  const still = join(folder, "still.png");
  run("-ss", "1", "-i", `${path}.mp4`, "-frames:v", "1", "-y", still);
  await writeFile(
    `${path}.webp`,
    await sharp(still).resize(480, 360, { fit: "inside" }).webp({ quality: 72 }).toBuffer(),
  );
  process.stdout.write(`${path}.mp4\n`);
}

function run(...args: string[]): void {
  execFileSync(ffmpeg, ["-nostdin", "-v", "error", ...args], { stdio: "inherit" });
}

/** Without a sample of real footage: a person before a meadow. */
async function person(): Promise<string> {
  return (await makeShot(folder, "person", { width: 960, height: 540, seconds: 5, fps: 24 })).video;
}

/** A drawn tube of hand cream on a clear ground. */
function drawTube(): Buffer {
  const canvas = createCanvas(900, 1200);
  const c = canvas.getContext("2d");
  const shade = (from: number, to: number, colours: string[]) => {
    const gradient = c.createLinearGradient(from, 0, to, 0);
    for (const [i, colour] of colours.entries()) gradient.addColorStop(i / (colours.length - 1), colour);
    return gradient;
  };
  c.fillStyle = shade(270, 630, ["#cfd9c4", "#f4f7ee", "#ffffff", "#e6edda", "#b9c7a8"]);
  c.beginPath();
  c.moveTo(262, 130);
  c.lineTo(638, 130);
  c.lineTo(604, 900);
  c.quadraticCurveTo(600, 930, 570, 930);
  c.lineTo(330, 930);
  c.quadraticCurveTo(300, 930, 296, 900);
  c.closePath();
  c.fill();
  c.fillStyle = shade(262, 638, ["#a9b897", "#d8e2c9", "#eef3e4", "#c5d2b3", "#93a37f"]);
  c.beginPath();
  c.roundRect(256, 96, 388, 46, 10);
  c.fill();
  c.fillStyle = shade(320, 580, ["#4c5f3c", "#7c9363", "#9db284", "#6c8355", "#3d4e30"]);
  c.beginPath();
  c.roundRect(326, 930, 248, 150, 22);
  c.fill();
  c.fillStyle = "#3c4a30";
  c.textAlign = "center";
  c.font = "600 66px sans-serif";
  c.fillText("Meadow", 450, 420);
  c.font = "30px sans-serif";
  c.fillText("hand cream", 450, 474);
  c.strokeStyle = "#7c9363";
  c.lineWidth = 5;
  for (const [lean, height] of [
    [-60, 150],
    [-24, 200],
    [18, 220],
    [56, 170],
  ] as const) {
    c.beginPath();
    c.moveTo(450 + lean / 4, 760);
    c.quadraticCurveTo(450 + lean / 2, 700, 450 + lean, 780 - height);
    c.stroke();
    for (let at = 0; at < 4; at++) {
      c.beginPath();
      c.ellipse(450 + lean * (0.7 + at * 0.1), 780 - height + at * 26, 6, 14, lean / 150, 0, 7);
      c.fillStyle = "#9db284";
      c.fill();
    }
  }
  return canvas.toBuffer("image/png");
}
