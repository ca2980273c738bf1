import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { env } from "../../env";
import { isExecutable, onPath } from "../on-path";
import { runTool } from "../run";

/** Runs espeak-ng, a small program that speaks many languages with a synthetic voice. */

const install = "Install it (apt-get install espeak-ng), set ESPEAK_PATH, or choose another provider of speech.";

/** The program's path. Throws an error that says what to install or set. */
export function espeakPath(): string {
  const given = env().ESPEAK_PATH;
  if (given) {
    if (isExecutable(given)) return given;
    throw new Error(`ESPEAK_PATH is "${given}", which cannot be run. ${install}`);
  }
  const path = onPath("espeak-ng");
  if (!path) throw new Error(`espeak-ng was not found on this machine. ${install}`);
  return path;
}

const mostBytes = 256 * 1024 * 1024;

type Voice = { language: string; name: string; others: string[] };

/** The installed voices. */
async function voicesOf(tool: string, signal: AbortSignal): Promise<Voice[]> {
  // It also writes shared memory of its sound library, which counts as a file.
  const { output } = await runTool(tool, ["--voices"], { signal, maxFileBytes: mostBytes });
  return output
    .toString("utf8")
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, language, , name = "", ...rest] = line.trim().split(/\s+/);
      const others = [...rest.join(" ").matchAll(/\((\S+) \d+\)/g)].flatMap(([, other]) => other ?? []);
      return language ? [{ language, name: name.replaceAll("_", " "), others }] : [];
    });
}

/** The voice for `fr`, `fr-FR`, `French` or `français`. Throws an error for a voice that is not installed. */
export async function voiceNamed(wanted: string, tool: string, signal: AbortSignal): Promise<string> {
  const said = wanted.trim().toLowerCase();
  const voices = await voicesOf(tool, signal);
  const [bare = said] = said.split("-");
  const found =
    voices.find(({ language }) => language === said) ??
    voices.find(({ others }) => others.includes(said)) ??
    voices.find(({ name }) => new RegExp(`^${said.replace(/[^\p{L}\p{N}]/gu, ".")}\\b`, "iu").test(name)) ??
    voices.find(({ language }) => ownName(language) === said) ??
    voices.find(({ language, others }) => language === bare || others.includes(bare));
  if (!found) throw new Error(`espeak-ng has no voice "${wanted}": name a language, as \`en-gb\` or \`French\`.`);
  return found.language === "cmn" ? "cmn-latn-pinyin" : found.language;
}

/** A language in its own words: `français`. */
function ownName(language: string): string | undefined {
  try {
    const [code = language] = language.split("-");
    return new Intl.DisplayNames([code], { type: "language" }).of(code)?.toLowerCase();
  } catch {
    return undefined;
  }
}

const wordsPerMinute = 165;

/** Speaks a text into a WAV file. The text is passed as a file, because command lines are public. */
export async function espeak(
  { voice, text, speed, name }: { voice: string; text: string; speed: number; name: string },
  { tool, dir, signal }: { tool: string; dir: string; signal: AbortSignal },
): Promise<string> {
  const [words, sound] = [join(dir, `${name}.txt`), join(dir, `${name}.wav`)];
  await writeFile(words, text.replace(/\[\[+/g, "[")); // two brackets begin phonemes
  const rate = String(Math.round(wordsPerMinute * speed));
  const args = ["-b", "1", "-v", voice, "-s", rate, "-f", words, "-w", sound];
  await runTool(tool, args, { signal, timeoutMs: 300_000, maxFileBytes: mostBytes });
  return sound;
}
