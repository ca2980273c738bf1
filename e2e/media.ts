import { execFile, execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { promisify } from "node:util";
import { defaultTools } from "@/lib/media/tools";

const run = promisify(execFile);

/** A unique picture, so that no earlier result is reused. */
export async function makePicture(path: string): Promise<string> {
  const source = `gradients=size=960x640:nb_colors=4:seed=${randomInt(1e6)}`;
  await run(defaultTools().ffmpeg, ["-v", "error", "-f", "lavfi", "-i", source, "-frames:v", "1", "-y", path]);
  return path;
}

/** A short clip without sound. */
export function makeClip(path: string): string {
  const source = ["-f", "lavfi", "-i", "testsrc=d=2:s=320x180:r=12"];
  execFileSync(defaultTools().ffmpeg, ["-nostdin", "-v", "error", ...source, "-pix_fmt", "yuv420p", "-y", path]);
  return path;
}

/** The length and the streams of a film; throws when any frame cannot be decoded. */
export async function decodeFilm(path: string) {
  const { stderr } = await run(defaultTools().ffmpeg, ["-v", "error", "-xerror", "-i", path, "-f", "null", "-"]);
  const { stdout } = await run(defaultTools().ffprobe, [
    ...["-v", "error", "-of", "json", "-select_streams", "v:0"],
    ...["-show_entries", "format=format_name:stream=duration,codec_name,width,height", path],
  ]);
  const probed: { format: { format_name: string }; streams: { duration: string; codec_name: string }[] } =
    JSON.parse(stdout);
  const [video] = probed.streams;
  return { container: probed.format.format_name, codec: video?.codec_name, seconds: Number(video?.duration), stderr };
}
