import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { defaultTools } from "@/lib/media/tools";
import type { Cut } from "@/lib/schemas/cut";
import type { CutAnswer } from "@/lib/schemas/cut-answer";
import type { Job } from "@/lib/schemas/job";

const run = promisify(execFile);

/** Starts a film of three short clips with the API of the page's app, and returns its job. */
export async function startSmallFilm(page: Page, origin: string, prompt: string): Promise<Job> {
  const headers = { origin };
  const sent = await page.request.post("/v1/uploads", {
    data: await readFile("public/sample.jpg"),
    headers: { ...headers, "content-type": "image/jpeg" },
  });
  const { id } = await sent.json();
  const options = { prompt, width: 320, height: 180, duration: 1.5, fps: 16 };
  const data = { model: "next-scene", input: [{ type: "image", url: `asset:${id}` }], options };
  return (await page.request.post("/v1/generate", { headers, data })).json();
}

export async function cutOf(page: Page, id: string): Promise<CutAnswer> {
  return (await page.request.get(`/v1/jobs/${id}/cut`)).json();
}

/** The clips of a cut with their parts, short enough to compare: "clip.2 0.4-1.5". */
export const shotsOf = ({ shots }: Cut) => shots.map(({ clip, from, to }) => `${clip} ${from}-${to ?? "end"}`);

/** A tone as a file of the user's. */
export async function makeTone(path: string, seconds: number): Promise<string> {
  const source = `sine=frequency=440:duration=${seconds}`;
  await run(defaultTools().ffmpeg, ["-v", "error", "-f", "lavfi", "-i", source, "-ac", "1", "-y", path]);
  return path;
}
