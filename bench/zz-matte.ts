import { mkdtempSync, existsSync, mkdirSync } from "node:fs";
import { makeShot } from "@/lib/media/matting/testing/footage";
import { mattePerson } from "@/lib/services";
const dir = "/tmp/zz-matte"; mkdirSync(dir, { recursive: true });
const shot = { width: 1080, height: 1920, seconds: 4, fps: 30, size: 0.62 };
const { video } = await makeShot(dir, "sways", shot);
const context = { dir, seed: 1, signal: new AbortController().signal, progress: () => {} };
for (const [m, n] of [["fast", 1], ["fine", 5], ["fast", 1], ["fine", 5]] as const) {
  const t = performance.now(); const c = process.cpuUsage();
  await mattePerson.local!.run(mattePerson.input.parse({ video, matting: m, frame_skip: n }) as never, context as never);
  const u = process.cpuUsage(c);
  console.log(m, ((performance.now() - t) / 1000).toFixed(2), "s; own cpu", ((u.user + u.system) / 1e6).toFixed(2));
}
process.exit(0);
