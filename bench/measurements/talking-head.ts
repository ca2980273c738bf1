import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compose } from "@/lib/services";
import { besideOf, type Composed, timeComposition } from "./composed";
import { ffmpeg } from "./ffmpeg";
import type { Measurement } from "./measurement";

const seconds = 4;

/** How much longer it takes to compose a talking head than to encode its frames once more, at 1080×1920. */
export async function measureTalkingHead(runs: number): Promise<Measurement[]> {
  const dir = mkdtempSync(join(tmpdir(), "nextscene-talking-head-"));
  try {
    const [person, mask] = [join(dir, "person.mp4"), join(dir, "mask.mp4")];
    const moving = "scale=-2:2200,zoompan=z='1.1+0.05*sin(in/20)':d=1:s=1080x1920:fps=30";
    const photograph = ["-loop", "1", "-framerate", "30", "-i", "public/sample.jpg", "-t", `${seconds}`];
    ffmpeg(...photograph, "-vf", moving, "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", person);
    // A head and shoulders.
    const head = "lt(hypot((X-W/2)/1.1,(Y-H*0.42)/1.4),W*0.2)+lt(hypot(X-W/2,(Y-H*1.02)/1.3),W*0.48)";
    const still = join(dir, "mask.png");
    ffmpeg(
      "-f",
      "lavfi",
      "-i",
      "color=black:s=1080x1920,format=gray",
      "-vf",
      `geq=lum='255*(${head})'`,
      "-frames:v",
      "1",
      still,
    );
    ffmpeg(
      "-loop",
      "1",
      "-framerate",
      "30",
      "-i",
      still,
      "-t",
      `${seconds}`,
      "-c:v",
      "libx264",
      "-pix_fmt",
      "yuv420p",
      mask,
    );
    const input = compose.input.parse({
      ...{ template: "talking-head", width: 1080, height: 1920 },
      media: [
        { name: "background", image: "public/sample.jpg" },
        { name: "person", video: person, mask },
      ],
      texts: [
        { name: "title", text: "Good light, told well" },
        { name: "quote.1", text: "Every word deserves good light." },
      ],
    });
    const composed: Composed[] = [];
    for (let run = 0; run < runs; run++) composed.push(await timeComposition(input, dir));
    const what = `composing a ${seconds} s talking head (1080×1920) against encoding its frames once more`;
    const values = composed.map(({ times }) => times);
    return [{ what, unit: "times", digits: 2, aim: 2.2, values, beside: besideOf(composed) }];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
