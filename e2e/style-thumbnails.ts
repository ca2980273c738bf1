import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { follow, generate, upload } from "@/cli/film/api-client";
import { backgroundPrompt } from "@/inngest/workflows/talking-head-background";
import type { Job } from "@/lib/client";
import { presetLook } from "@/lib/media/style/presets";
import { styles, thumbnailPath } from "@/lib/styles";
import { sample, startApp } from "@/testing/app";

/**
 * `npm run styles`: has the sandbox paint a thumbnail of each style, and a sample of each workflow for a picture or
 * clip, into `public/`.
 */

const { api, close } = await startApp();
const place = "A walker in a red coat stands beside a quiet lake, with a wooden hut and mountains behind.";
/** The caption of the sandbox is in the lowest part. */
const shown = 0.82;

async function make(model: string, options: Record<string, unknown>, pictures: string[] = []): Promise<Job> {
  const input = pictures.map((url) => ({ type: "image", url }));
  const job = await follow(api, await generate(api, { model, input, options: { seed: 11, ...options } }), () => {});
  if (job.status !== "completed") throw new Error(`${model} failed: ${job.error?.message}`);
  return job;
}

async function shrink(picture: Buffer, path: string): Promise<void> {
  const { width, height } = await sharp(picture).metadata();
  const above = { left: 0, top: 0, width, height: Math.round(height * shown) };
  const small = sharp(picture).extract(above).resize(240, 180, { fit: "cover" }).webp({ quality: 70 });
  await writeFile(join("public", path), await small.toBuffer());
}

async function pictureOf(job: Job): Promise<Buffer> {
  const [output] = job.outputs;
  if (!output) throw new Error(`${job.model} has no output.`);
  const address = output.type === "image" ? output.url : output.thumbnailUrl;
  const response = await fetch(address ?? "", { headers: { "x-api-key": api.key } });
  return Buffer.from(await response.arrayBuffer());
}

try {
  await mkdir("public/styles", { recursive: true });
  for (const { id } of styles) {
    const job = await make("text-to-image", { prompt: place, style: id, aspectRatio: "4:3", provider: "fal:flux-dev" });
    await shrink(await pictureOf(job), thumbnailPath(id));
    process.stdout.write(`${thumbnailPath(id)}\n`);
  }
  for (const id of ["minimal", "luxury"] as const) {
    const prompt = backgroundPrompt(presetLook(id).look, 1, "en");
    const job = await make("text-to-image", { prompt, aspectRatio: "4:3", provider: "fal:flux-dev" });
    await shrink(await pictureOf(job), thumbnailPath(id));
    process.stdout.write(`${thumbnailPath(id)}\n`);
  }
  const picture = await upload(api, sample);
  const painted = await make("text-to-image", { prompt: place, style: "vintage", aspectRatio: "4:3" });
  const talk = { prompt: "She looks into the camera.", text: "The lake is quiet today." };
  const samples: [string, Record<string, unknown>, string[]][] = [
    ["text-to-image", { prompt: place, style: "fantasy", aspectRatio: "4:3" }, []],
    ["text-to-video", { prompt: place, style: "scifi", duration: 5, resolution: "480p" }, []],
    ["image-to-video", { prompt: "The wind takes the seeds into the evening light.", duration: 2 }, [picture]],
    ["talking-picture", talk, [`asset:${painted.outputs[0]?.id}`]],
  ];
  for (const [model, options, pictures] of samples) {
    await shrink(await pictureOf(await make(model, options, pictures)), `/samples/${model}.webp`);
    process.stdout.write(`/samples/${model}.webp\n`);
  }
} finally {
  await close();
}
