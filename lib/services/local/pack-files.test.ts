import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepare } from "@/lib/media";
import { mediaFolder } from "@/lib/media/testing/made";
import { packFiles } from "./pack-files";

let folder: Awaited<ReturnType<typeof mediaFolder>>;
beforeAll(async () => {
  folder = await mediaFolder();
});
afterAll(() => folder.remove());

async function packed(files: Record<string, unknown>[]) {
  const signal = new AbortController().signal;
  const context = { dir: folder.dir, seed: 1, signal, progress: () => {} };
  const { zip } = packFiles.output.parse(await packFiles.local?.run(packFiles.input.parse({ files }), context));
  const { info } = await prepare(zip, { type: "file", contentTypes: ["application/zip"] });
  return { info, bytes: await readFile(zip) };
}

test("each file has its name with the extension of its bytes, and equal names get numbers", async () => {
  const json = await folder.put("facts.txt", "{}");
  const { info, bytes } = await packed([
    { name: "cards/title", image: folder.path("still.png") },
    { name: "cards/title", image: folder.path("still.png") },
    { name: "封面", video: folder.path("film.mp4") },
    { name: "style/profile", file: json },
  ]);
  expect(info.contentType).toBe("application/zip");
  for (const name of ["cards/title.png", "cards/title-2.png", "封面.mp4", "style/profile.json"])
    expect(bytes.includes(name)).toBe(true);
});

test("the same files give the same archive", async () => {
  const files = [{ name: "a", image: folder.path("still.jpg") }];
  expect((await packed(files)).bytes.equals((await packed(files)).bytes)).toBe(true);
});

test.each(["../out", "/etc/a", "a//b", "a/../b", ".hidden", ""])("the name %j is refused", (name) => {
  expect(packFiles.input.safeParse({ files: [{ name, image: "asset:a" }] }).success).toBe(false);
});

test("an entry without a file is refused by its name", async () => {
  await expect(packed([{ name: "nothing" }])).rejects.toThrow('"nothing" names no file');
});
