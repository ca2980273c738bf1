import { existsSync } from "node:fs";
import { mkdir, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { loadCanvas } from "./canvas";

/** The fonts of drawn texts: files of npm packages, so that a text looks alike everywhere, then the system's. */

/** Each family's files in `@expo-google-fonts`, all weights under one name. */
const packaged = {
  "Nextscene Sans": ["noto-sans-sc", "NotoSansSC", ["400Regular", "500Medium", "700Bold", "900Black"]],
  "Nextscene Serif": ["playfair-display", "PlayfairDisplay", ["400Regular", "500Medium", "700Bold", "900Black"]],
  "Nextscene Arabic": ["noto-sans-arabic", "NotoSansArabic", ["400Regular", "500Medium", "700Bold", "900Black"]],
  "Nextscene Hebrew": ["noto-sans-hebrew", "NotoSansHebrew", ["400Regular", "500Medium", "700Bold", "900Black"]],
  "Nextscene Emoji": ["noto-color-emoji", "NotoColorEmoji", ["400Regular"]],
} as const;
type Family = keyof typeof packaged;

const systemSans = [
  ...[
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Zen Hei",
  ],
  ...["DejaVu Sans", "Arial", "Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji"],
];
const systemSerif = ["Noto Serif CJK SC", "Noto Serif CJK JP", "Source Han Serif SC", "Songti SC", "SimSun"];

/** The values of CSS `font-family`, each with fonts for the scripts and emoji that the first one lacks. */
export type Fonts = { sans: string; serif: string };

let registered: Promise<Fonts> | undefined;

/** Registers the fonts once per process. */
export function fonts(): Promise<Fonts> {
  registered ??= register();
  return registered;
}

async function register(): Promise<Fonts> {
  const { GlobalFonts } = await loadCanvas();
  for (const family of Object.keys(packaged) as Family[]) {
    for (const file of filesOf(family)) GlobalFonts.registerFromPath(file, family);
  }
  const known = (families: readonly string[]) => families.filter((family) => GlobalFonts.has(family));
  const others = known(["Nextscene Arabic", "Nextscene Hebrew", "Nextscene Emoji", ...systemSans]);
  const sans = [...known(["Nextscene Sans"]), ...others];
  if (sans.length === 0) throw new Error("There is no font: run `npm install --include=optional`.");
  const serif = [...known(["Nextscene Serif", ...systemSerif]), ...sans];
  const listed = (families: string[]) => families.map((family) => `"${family}"`).join(", ");
  return { sans: listed(sans), serif: listed(serif) };
}

/**
 * Puts fonts for subtitles into `fonts` in a folder and returns the values for libass: `fontsdir` (to be used with that
 * folder as the working directory) and the family. Without the packages libass asks the system's fontconfig.
 */
export async function subtitleFonts(dir: string): Promise<{ fontsdir: string | null; family: string }> {
  const files = (["Nextscene Sans", "Nextscene Arabic", "Nextscene Hebrew"] as const).flatMap((family) =>
    filesOf(family, "700Bold"),
  );
  if (files.length === 0) return { fontsdir: null, family: "Noto Sans CJK SC" };
  await mkdir(join(dir, "fonts"), { recursive: true });
  for (const [i, file] of files.entries()) {
    const link = join(dir, "fonts", `${i}.ttf`);
    if (!existsSync(link)) await symlink(file, link);
  }
  return { fontsdir: "fonts", family: "Noto Sans SC" };
}

function filesOf(family: Family, only?: string): string[] {
  const [name, base, styles] = packaged[family];
  const folder = packageFolder(name);
  const taken = (styles as readonly string[]).filter((style) => !only || style === only);
  return folder ? taken.map((style) => join(folder, style, `${base}_${style}.ttf`)).filter(existsSync) : [];
}

/** Searched on disk: a bundler must not follow the packages. */
function packageFolder(name: string): string | null {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const path = join(/* turbopackIgnore: true */ folder, "node_modules", "@expo-google-fonts", name);
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) return null;
  }
}
