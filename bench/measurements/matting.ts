import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { makeShot, overlaps, type Shot } from "@/lib/media/matting/testing/footage";
import { backgroundNames, drawProduct, productNames } from "@/lib/media/matting/testing/products";
import { cutOut, mattePerson } from "@/lib/services";
import { type Report, startWorkerChild } from "@/lib/worker/child";
import { groupMemoryMb } from "@/lib/worker/memory";
import type { Measurement } from "./measurement";

/** How exact masks are against footage whose masks are known, how long they take, and with how much memory. */
export async function measureMatting(): Promise<Measurement[]> {
  const dir = mkdtempSync(join(tmpdir(), "nextscene-matting-"));
  try {
    const shot: Shot = { width: 1080, height: 1920, seconds: 4, fps: 30, size: 0.62 };
    const { video, truth } = await makeShot(dir, "sways", shot);
    const of = async (matting: "fast" | "fine", frame_skip: number) => {
      const { mask, seconds, memoryMb } = await matted(dir, { video, matting, frame_skip });
      const found = overlaps(mask, truth, "540x960");
      return { mean: average(found), worst: Math.min(...found), ratio: seconds / shot.seconds, memoryMb };
    };
    const [fast, fine, every] = [await of("fast", 1), await of("fine", 5), await of("fine", 1)];
    const products = await measureProducts(dir);
    const about = "4 s of a person at 1080 x 1920";
    const overlap = { unit: "IoU", digits: 4, atLeast: true };
    const worst = (value: number) => `worst ${value.toFixed(4)}`;
    return [
      { what: `mask, fast, ${about}`, ...overlap, aim: 0.97, values: [fast.mean], beside: worst(fast.worst) },
      { what: `mask, fine, ${about}`, ...overlap, aim: 0.985, values: [fine.mean], beside: worst(fine.worst) },
      { what: "lost by every 5th frame", unit: "IoU", digits: 4, aim: 0.002, values: [every.mean - fine.mean] },
      { what: "fast, against playback", unit: "times", digits: 2, aim: 1, values: [fast.ratio] },
      { what: "fine, against playback", unit: "times", digits: 2, aim: 2, values: [fine.ratio] },
      { what: "memory of the fine mask", unit: "MB", digits: 0, aim: 1536, values: [fine.memoryMb] },
      { what: `${products.length} cut-outs, mean`, ...overlap, aim: 0.98, values: [average(products)] },
      { what: `${products.length} cut-outs, worst`, ...overlap, aim: 0.95, values: [Math.min(...products)] },
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const average = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

/** The work in a process of its own, as the work process does it. */
async function matted(folder: string, fields: Record<string, unknown>) {
  const dir = mkdtempSync(join(folder, "work-"));
  const child = startWorkerChild(() => {});
  let memoryMb = 0;
  const guard = setInterval(async () => {
    const group = child.group();
    memoryMb = Math.max(memoryMb, (group && (await groupMemoryMb(group))) || 0);
  }, 200);
  const reports: Report[] = [];
  const from = performance.now();
  const input = mattePerson.input.parse(fields);
  await child.work({ service: mattePerson.id, input, dir, seed: 1 }, (report) => reports.push(report));
  const seconds = (performance.now() - from) / 1000;
  clearInterval(guard);
  child.end(0);
  const last = reports.at(-1);
  if (last?.is !== "done") throw new Error(`The mask failed: ${last?.is === "failed" ? last.message : "no answer"}`);
  const { mask } = mattePerson.output.parse(last.output);
  return { mask, seconds, memoryMb };
}

/** How well each drawn product is cut out of each background. */
async function measureProducts(dir: string): Promise<number[]> {
  const found: number[] = [];
  for (const product of productNames) {
    for (const background of backgroundNames) {
      const { png, alpha } = drawProduct(product, background);
      const image = join(dir, "product.png");
      writeFileSync(image, png);
      const context = { dir, seed: 1, signal: new AbortController().signal, progress: () => {} };
      const made = cutOut.output.parse(await cutOut.local?.run(cutOut.input.parse({ image }), context));
      const mask = await sharp(made.mask).extractChannel(0).raw().toBuffer();
      let [both, either] = [0, 0];
      for (const [i, value] of mask.entries()) {
        both += Math.min(value, alpha[i] ?? 0);
        either += Math.max(value, alpha[i] ?? 0);
      }
      found.push(both / either);
    }
  }
  return found;
}
