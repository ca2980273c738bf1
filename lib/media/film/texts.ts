import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { subtitleFonts } from "../fonts";
import { quietly } from "../guard";
import { runTool } from "../run";
import { assOf, type Cue } from "../subtitle-files";
import { defaultTools } from "../tools";

/** The texts that are drawn into a film, with the fonts for them. */

type Frame = { width: number; height: number; dir: string; signal: AbortSignal };

/** The ffmpeg filter that draws them; runs in `dir`. Throws an error if no font has their letters. */
export async function textFilter(burned: readonly Cue[], titles: readonly Cue[], frame: Frame): Promise<string> {
  const { dir } = frame;
  const { fontsdir, family } = await subtitleFonts(dir);
  const filter = (file: string) => `ass=${file}${fontsdir ? `:fontsdir=${fontsdir}` : ""}`;
  const all = [...titles, ...burned].flatMap(({ text }) => text.match(/[\p{L}\p{N}]/gu) ?? []);
  const letters = new Set([...new Set(all)].slice(0, mostLetters));
  await writeFile(
    join(dir, "letters.ass"),
    assOf([{ from: 0, to: 9, text: [...letters].join("") }], [], frame, family),
  );
  await refuseBoxes(filter("letters.ass"), letters, frame);
  await writeFile(join(dir, "texts.ass"), assOf(burned, titles, frame, family));
  return filter("texts.ass");
}

/** libass draws a box for a letter that no font has, and only logs it. A few such letters are not worth a film. */
const mostMissing = 0.1;
/** The end of the log that is kept names each tenth of so many letters. */
const mostLetters = 200;

async function refuseBoxes(filter: string, letters: ReadonlySet<string>, { dir, signal }: Frame): Promise<void> {
  const picture = ["-f", "lavfi", "-i", "color=s=320x320:d=0.04", "-vf", filter, "-frames:v", "1", "-f", "null", "-"];
  const args = [...quietly, "-loglevel", "warning", "-nostdin", ...picture];
  const { errors } = await runTool(defaultTools().ffmpeg, args, { dir, signal });
  const missing = missingLetters(errors, letters);
  if (missing.length <= letters.size * mostMissing) return;
  const shown = missing.slice(0, 8).join("");
  throw new Error(
    `No font on this machine has the letters of the subtitles or the title (${shown}). Run \`npm install --include=optional\`, or install a font for them, such as fonts-noto-cjk.`,
  );
}

/** The letters for which libass has found no font. It names the glyph 0 when there is no font at all. */
export function missingLetters(log: string, letters: ReadonlySet<string>): string[] {
  const found = [...log.matchAll(/failed to find any fallback with glyph 0x([0-9A-Fa-f]+)/g)].map(([, code = ""]) =>
    Number.parseInt(code, 16),
  );
  if (found.includes(0)) return [...letters];
  return found.map((code) => String.fromCodePoint(code)).filter((letter) => letters.has(letter));
}
