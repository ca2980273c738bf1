import { createHash } from "node:crypto";
import type { Asset } from "@/db/assets";
import type { JobRow } from "@/db/jobs";
import type { Key } from "@/db/keys";
import { Problem } from "@/lib/errors";
import type { ExportRequest } from "@/lib/schemas/export";
import { extractSound, gif, normaliseVideo, thumbnail } from "@/lib/services";
import { assetRef } from "../calls/ledger";
import { submitJob } from "./submit";

/** Width to height of the shapes. */
const shapes = { "16:9": [16, 9], "9:16": [9, 16], "1:1": [1, 1] } as const;
const usualGif = { seconds: 6, width: 480 };

/**
 * The job that makes an export of a film: local work, at no cost. The same film and options give the same job for a day,
 * and after that its cached result; a failed one can be retried.
 */
export async function exportFilm(job: JobRow, film: Asset, asked: ExportRequest, key: Key): Promise<JobRow> {
  const body = {
    ...requestOf(film, asked),
    input: [{ type: "video", url: assetRef(film.id) }],
    metadata: { exportOf: job.id, what: asked.what },
  };
  const content = createHash("sha256")
    .update(JSON.stringify([film.sha256, body]))
    .digest("hex");
  // The job belongs to the film's owner, like its files, also where an admin asks.
  return (await submitJob(body, { ...key, id: job.keyId }, `export-${content}`)).job;
}

function requestOf(film: Asset, { what, fit = "blur", time = 0, seconds }: ExportRequest) {
  const filmSeconds = (film.durationMs ?? 0) / 1000;
  if (time > filmSeconds) {
    const detail = `The film is only ${filmSeconds} s long.`;
    throw new Problem("invalid_request", `/time: ${detail}`, { errors: [{ pointer: "/time", detail }] });
  }
  switch (what) {
    case "mp3":
      return { model: extractSound.id, options: {} };
    case "still":
      return { model: thumbnail.id, options: { time: Math.max(0, Math.min(time, filmSeconds - 0.05)), width: 3840 } };
    case "gif": {
      const { width } = usualGif;
      return { model: gif.id, options: { start: time, duration: seconds ?? usualGif.seconds, width } };
    }
    case "16:9":
    case "9:16":
    case "1:1":
      return { model: normaliseVideo.id, options: { ...sizeOf(film, what), fit: fit === "fill" ? "cover" : "blur" } };
    default:
      throw new Problem("internal", `"${what}" is no work.`);
  }
}

/** The shape with the film's own number of lines, so that nothing is enlarged needlessly; its rate stays. */
function sizeOf({ width, height, fpsMilli }: Asset, shape: keyof typeof shapes) {
  const [across, down] = shapes[shape];
  const short = Math.min(1080, Math.max(64, Math.min(width ?? 1080, height ?? 1080)));
  const even = (pixels: number) => 2 * Math.round(pixels / 2);
  const scale = short / Math.min(across, down);
  const fps = Math.min(60, Math.max(8, Math.round((fpsMilli ?? 30_000) / 1000)));
  return { width: even(across * scale), height: even(down * scale), fps };
}
