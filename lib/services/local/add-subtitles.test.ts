import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepare, runTool } from "@/lib/media";
import { mediaFolder, tools } from "@/lib/media/testing/made";
import { addSubtitles } from "./add-subtitles";

/** The work itself on small real files. */

let folder: Awaited<ReturnType<typeof mediaFolder>>;
beforeAll(async () => {
  folder = await mediaFolder();
  await folder.put("lines.srt", "1\n00:00:00,500 --> 00:00:01,200\nHello\n\n2\n00:00:01,300 --> 00:00:01,900\n再见\n");
  await folder.put("lines.vtt", "WEBVTT\n\n00:00.500 --> 00:01.200\nHello\n");
  await folder.put("no-lines.vtt", "WEBVTT\n");
});
afterAll(() => folder.remove());

async function add(video: string, subtitles: string) {
  const dir = join(folder.dir, `work-${video}-${subtitles}`);
  await mkdir(dir);
  const input = addSubtitles.input.parse({ video: folder.path(video), subtitles: folder.path(subtitles) });
  const context = { dir, seed: 1, signal: new AbortController().signal, progress: () => {} };
  return addSubtitles.output.parse(await addSubtitles.local?.run(input, context));
}

const tracksOf = async (path: string) =>
  (await runTool(tools.ffprobe, ["-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", path])).output
    .toString()
    .trim()
    .split(/\s+/);

test("the video keeps its picture and sound and has the lines as a track", async () => {
  const { video, subtitles, lines } = await add("film.mp4", "lines.srt");
  expect(await tracksOf(video)).toEqual(["h264", "aac", "mov_text"]);
  expect(lines).toBe(2);
  expect(await prepare(video, { type: "video" })).toMatchObject({ changed: false, info: { duration: 2 } });
  expect(await tracksOf(video)).toEqual(["h264", "aac", "mov_text"]);
  expect(await readFile(subtitles.vtt, "utf8")).toMatch(/^WEBVTT\n\n00:00\.500 --> 00:01\.200\nHello\n\n.*再见/s);
  for (const [path, contentType] of [
    [subtitles.vtt, "text/vtt"],
    [subtitles.srt, "application/x-subrip"],
  ] as const) {
    expect(await prepare(path, { type: "file", contentTypes: [contentType] })).toMatchObject({ changed: false });
  }
});

test("a video that MP4 cannot hold as it is, is encoded", async () => {
  const { video, lines } = await add("silent.webm", "lines.vtt");
  expect(await tracksOf(video)).toEqual(["h264", "mov_text"]);
  expect(lines).toBe(1);
});

test("subtitles without a line are refused", async () => {
  await expect(add("film.mp4", "no-lines.vtt")).rejects.toThrow("`subtitles` has no line with a time.");
});
