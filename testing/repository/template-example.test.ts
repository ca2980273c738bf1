import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, expect, test } from "vitest";
import { readmeFile } from "@/cli/commands/docs";
import { root } from "@/cli/supervisor/spawn";
import { drawTemplate } from "@/lib/templates/compose-template";
import type { Template } from "@/lib/templates/define-template";

/** The README's template draws. */

const folder = mkdtempSync(join(tmpdir(), "nextscene-template-"));
/** Inside the tree, so that its imports resolve. */
const examples = join(root, "cli/.readme-template");
afterAll(() => {
  rmSync(examples, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

test("the README's template takes at most 35 lines and draws its picture and title in every shape", async () => {
  const blocks = [...readFileSync(readmeFile, "utf8").matchAll(/^```ts\n([\s\S]*?)^```$/gm)];
  const text = blocks.map(([, block = ""]) => block).find((block) => block.includes("defineTemplate({")) ?? "";
  expect(text.split("\n").length).toBeLessThan(36);
  mkdirSync(examples, { recursive: true });
  const file = join(examples, "greeting-card.ts");
  writeFileSync(file, text);
  const { greetingCard }: { greetingCard: Template } = await import(/* @vite-ignore */ file);
  const picture = join(folder, "picture.png");
  await sharp({ create: { width: 64, height: 64, channels: 3, background: "#2050a0" } }).toFile(picture);

  for (const [width, height] of [
    [90, 160],
    [120, 120],
    [160, 90],
  ] as const) {
    const dir = mkdtempSync(join(folder, "film-"));
    const context = { dir, seed: 1, signal: new AbortController().signal, progress: () => {} };
    const order = { width, height, fps: 10, format: "mp4" as const, still_at: 2 };
    const media = [{ name: "picture", image: picture }];
    const { still } = await drawTemplate(
      greetingCard,
      { ...order, media, texts: [{ name: "title", text: "Hi" }] },
      context,
    );
    const { data, info } = await sharp(still).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width, height });
    // Blue everywhere, with white letters.
    expect(data[2]).toBeGreaterThan((data[0] ?? 0) + 40);
    expect(data.some((value, i) => i % 3 === 0 && value > 220)).toBe(true);
  }
});
