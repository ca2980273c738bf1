import sharp from "sharp";
import { runTool } from "../run";
import { tools } from "./made";

/** Looks at films that a test has made: colours at times, and silence. */

/** The colour of a point of the frame at a time. */
export async function pixelAt(video: string, seconds: number, x = 0.5, y = 0.5) {
  const picture = ["-frames:v", "1", "-f", "image2pipe", "-c:v", "png", "-"];
  const args = ["-v", "error", "-ss", String(seconds), "-i", video, ...picture];
  const { output } = await runTool(tools.ffmpeg, args);
  const { data, info } = await sharp(output).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * 3;
  return { r: data[at] ?? 0, g: data[at + 1] ?? 0, b: data[at + 2] ?? 0 };
}
/** The name of a colour that tests use. */
const nameOf = ({ r, g, b }: { r: number; g: number; b: number }) =>
  Math.max(r, g, b) < 40
    ? "black"
    : r > 180 && g > 180
      ? "yellow"
      : r > 180 && b < 60
        ? "red"
        : b > 180 && r < 60
          ? "blue"
          : g > 180
            ? "lime"
            : "mixed";
export const coloursAt = async (video: string, ...times: number[]) => {
  const names: string[] = [];
  for (const time of times) names.push(nameOf(await pixelAt(video, time)));
  return names;
};

/** The times at which silence begins or ends; the last one may never end. */
export async function silencesOf(video: string): Promise<number[]> {
  const filter = "silencedetect=n=-38dB:d=0.12,ametadata=mode=print:file=-";
  const { output } = await runTool(tools.ffmpeg, ["-v", "error", "-i", video, "-af", filter, "-f", "null", "-"]);
  return [...output.toString().matchAll(/silence_(?:start|end)=(-?[\d.]+)/g)].map(([, time]) =>
    Math.max(0, Number(time)),
  );
}
