import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { defineLocal } from "@/lib/define-local";
import { media, optionalMedia } from "@/lib/media/field";
import { allFileTypes } from "@/lib/media/file-types";
import { days } from "../pods/pod";

const [firstType, ...otherTypes] = allFileTypes;
if (!firstType) throw new Error("There are no file types.");

/** A path of plain names, so that no archive writes outside its folder. */
const name = z
  .string()
  .max(120)
  .regex(/^(?:[\p{L}\p{N}_-][\p{L}\p{N}._ -]*\/)*[\p{L}\p{N}_-][\p{L}\p{N}._ -]*$/u, "A name, as `backgrounds/1`.");

const file = z.strictObject({
  name: name.meta({ title: "Name", description: "Without extension: that of the file is added." }),
  image: optionalMedia("image", { title: "Picture", zh: { title: "图片" } }),
  video: optionalMedia("video", { title: "Video", zh: { title: "视频" } }),
  file: optionalMedia("file", { title: "File", zh: { title: "文件" }, contentTypes: [firstType, ...otherTypes] }),
});

/** Puts files into a ZIP under given names. */
export const packFiles = defineLocal({
  id: "pack-files",
  title: "Pack files",
  description: "Puts pictures, videos and other files into one ZIP.",
  zh: { title: "打包文件", description: "把图片、视频和其他文件打包为一个 ZIP。" },
  input: z.strictObject({
    files: z
      .array(file)
      .min(1, "Give at least one file.")
      .max(200, "At most 200 files.")
      .meta({
        title: "Files",
        description: "Each with its name and one of `image`, `video` and `file`.",
        zh: { title: "文件", description: "每项包含名称，以及图片、视频或文件之一。" },
        examples: [[{ name: "cards/title", image: "asset:example" }]],
      }),
  }),
  output: z.strictObject({
    zip: media("file", { title: "ZIP", zh: { title: "ZIP" }, contentTypes: ["application/zip"] }),
  }),
  example: { zip: "https://example.com/pack.zip" },
  needs: { cpus: 1, memoryMb: 1024 },
  async run({ files }, { dir, signal, progress }) {
    const { makeZip } = await import("client-zip");
    const { openAsBlob } = await import("node:fs");
    const { extensionOf } = await import(/* turbopackIgnore: true */ "@/lib/media/inspect-file");
    const taken = new Set<string>();
    async function* entries() {
      for (const [i, { name, image, video, file }] of files.entries()) {
        signal.throwIfAborted();
        const path = image ?? video ?? file;
        if (!path) throw new Error(`"${name}" names no file: give \`image\`, \`video\` or \`file\`.`);
        progress(i / files.length, "Packing the files.");
        const full = freeName(name, await extensionOf(path), taken);
        yield { name: full, input: (await openAsBlob(path)).stream(), size: (await stat(path)).size, lastModified };
      }
    }
    const zip = join(dir, "pack.zip");
    const stream = makeZip(entries());
    await pipeline(Readable.fromWeb(stream as Parameters<typeof Readable.fromWeb>[0]), createWriteStream(zip), {
      signal,
    });
    return { zip };
  },
  cacheFor: 30 * days,
  timeout: 600,
  typicalSeconds: 2,
});

/** The same files always give the same archive. */
const lastModified = new Date("2020-01-01T00:00:00Z");

function freeName(base: string, extension: string, taken: Set<string>): string {
  for (let i = 1; ; i++) {
    const full = i === 1 ? `${base}.${extension}` : `${base}-${i}.${extension}`;
    if (taken.has(full.toLowerCase())) continue;
    taken.add(full.toLowerCase());
    return full;
  }
}
