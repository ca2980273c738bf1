import type { LocalContext } from "../../local-work";
import { clipFacts } from "../clip-facts";
import { ffmpeg } from "../ffmpeg";
import { inputArguments } from "../guard";
import { exactly, paced, square, steady } from "./filters";

/** Pixels of the higher side of each half: enough to compare, and quick to encode. */
const mostPixels = 960;
const lineWidth = 6;

/** Two videos side by side, as long as the shorter one and at the rate of the second, whose sound is kept. */
export async function sideBySide(
  { before, after, to }: { before: string; after: string; to: string },
  { signal, progress }: Pick<LocalContext, "signal" | "progress">,
): Promise<void> {
  progress(0.02, "Reading the videos.");
  const [left, right] = await Promise.all([clipFacts(before, signal), clipFacts(after, signal)]);
  const fps = Math.min(60, right.fps);
  const frames = Math.max(1, Math.round(Math.min(left.duration, right.duration) * fps));
  const even = (pixels: number) => Math.max(2, Math.round(pixels / 2) * 2);
  const height = even(Math.min(mostPixels, right.height, (mostPixels * right.height) / right.width));
  const half = (input: number, { picture, width, height: own }: typeof left) =>
    `[${input}:${picture}]${paced(fps, frames)},${square},scale=${even((height * width) / own)}:${height}:flags=bicubic,setsar=1,${steady(fps)}[h${input}]`;
  const line = `[h0]pad=iw+${lineWidth}:ih:0:0:white[l]`;
  const graph = [half(0, left), half(1, right), line, `[l][h1]hstack=inputs=2,${exactly(fps, frames)}[v]`];
  const sound =
    right.sound === null
      ? []
      : [
          `[1:${right.sound}]asetpts=PTS-${right.start}/TB,aresample=48000:async=1:first_pts=0,apad,atrim=duration=${frames / fps}[a]`,
        ];
  const inputs = [left, right].flatMap(({ path, sniffed }) => inputArguments(path, sniffed));
  const tracks = ["-map", "[v]", ...(sound.length > 0 ? ["-map", "[a]", "-c:a", "aac", "-b:a", "160k"] : [])];
  const encoder = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-pix_fmt", "yuv420p"];
  const file = ["-map_metadata", "-1", "-movflags", "+faststart", "-f", "mp4"];
  const onTime = (done: number) =>
    progress(0.05 + 0.95 * Math.min(1, (done * fps) / frames), "Encoding the comparison.");
  const args = [...inputs, "-filter_complex", [...graph, ...sound].join(";"), ...tracks, ...encoder, ...file];
  await ffmpeg([...args, "-y", `file:${to}`], { signal, maxMemoryBytes: 3 * 1024 ** 3, onTime });
}
