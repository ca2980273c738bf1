import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LocalContext } from "../../local-work";
import { type ClipFacts, clipFacts } from "../clip-facts";
import { ffmpeg } from "../ffmpeg";

/** Joins whole clips without decoding a picture. */

/** Whether clips can be joined as they are: all are alike and have this size. */
export const areAlike = (
  clips: readonly ClipFacts[],
  { width, height }: { width: number; height: number },
): boolean => {
  const [first] = clips;
  if (!first || first.sameAs === null) return false;
  return first.width === width && first.height === height && clips.every(({ sameAs }) => sameAs === first.sameAs);
};

/** The film, or null where it is not as long as its parts: some files have wrong headers. */
export async function joinedAsTheyAre(clips: readonly ClipFacts[], context: LocalContext): Promise<string | null> {
  context.progress(0.2, "Joining the clips as they are.");
  const seconds = clips.reduce((sum, { duration }) => sum + duration, 0);
  const list = join(context.dir, "clips.txt");
  const quoted = (path: string) => `'${path.replaceAll("'", `'\\''`)}'`;
  await writeFile(list, clips.map(({ path }) => `file ${quoted(path)}\n`).join(""));
  const film = join(context.dir, "copied.mp4");
  const formats = ["-protocol_whitelist", "file", "-format_whitelist", "mov,matroska,concat"];
  const opened = [...formats, "-f", "concat", "-safe", "0", "-i", `file:${list}`];
  const tracks = ["-map", "0:V:0", "-map", "0:a:0?", "-c", "copy", "-map_metadata", "-1", "-movflags", "+faststart"];
  try {
    await ffmpeg([...opened, ...tracks, "-f", "mp4", "-y", `file:${film}`], { signal: context.signal });
    const { duration, fps } = await clipFacts(film, context.signal);
    return Math.abs(duration - seconds) < 1 / fps ? film : null;
  } catch (error) {
    if (context.signal.aborted) throw error;
    return null;
  }
}
