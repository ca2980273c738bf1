import { expect, test } from "vitest";
import { z } from "zod";
import { mapMedia, media, mediaOf, mediaValues, unreachableMedia } from "./field";

const clip = () => media("video", { title: "Clip" });
const deep = z.strictObject({
  title: z.string(),
  shots: z.array(z.strictObject({ number: z.number(), takes: z.array(z.array(clip())), still: clip().nullable() })),
  cover: z.strictObject({ image: media("image", { title: "Cover" }) }).optional(),
});
const value = {
  title: "https://example.com/not-a-file",
  shots: [
    { number: 1, takes: [["a", "b"], ["a"]], still: null },
    { number: 2, takes: [], still: "c" },
  ],
  cover: { image: "d" },
};

test("media are found however deep they are in objects and arrays", () => {
  expect(mediaValues(deep, value).map(({ field, type, url }) => `${field} ${type} ${url}`)).toEqual([
    "shots video a",
    "shots video b",
    "shots video a",
    "shots video c",
    "cover image d",
  ]);
});

test("each is changed in its place, the same one once, and nothing else", async () => {
  const asked: string[] = [];
  const mapped = await mapMedia(deep, value, async (url) => {
    asked.push(url);
    return `asset:${url}`;
  });
  expect(mapped).toEqual({
    title: value.title,
    shots: [
      { number: 1, takes: [["asset:a", "asset:b"], ["asset:a"]], still: null },
      { number: 2, takes: [], still: "asset:c" },
    ],
    cover: { image: "asset:d" },
  });
  expect(asked).toEqual(["a", "b", "c", "d"]);
});

test.each([
  ["a union", z.strictObject({ film: z.union([clip(), z.number()]) }), ["film"]],
  ["a record", z.strictObject({ films: z.record(z.string(), clip()) }), ["films"]],
  ["a tuple in an object", z.strictObject({ all: z.strictObject({ pair: z.tuple([clip(), clip()]) }) }), ["all"]],
  ["objects and lists", deep, []],
])("media in %s of an output: what would not be found is named", (_, output, fields) => {
  expect(unreachableMedia(output, { flat: false })).toEqual(fields);
});

test.each([
  ["an object", z.strictObject({ scene: z.strictObject({ image: clip() }) }), ["scene"]],
  ["a list of lists", z.strictObject({ rows: z.array(z.array(clip())) }), ["rows"]],
  ["fields and lists", z.strictObject({ one: clip().optional(), all: z.array(clip()).max(3) }), []],
])("media in %s of an input: what `input[]` would not fill is named", (_, input, fields) => {
  expect(unreachableMedia(input, { flat: true })).toEqual(fields);
});

test("a field of the type file names its content types; no other field has any", () => {
  const words = media("file", { title: "Subtitles", contentTypes: ["text/vtt", "application/x-subrip"] });
  expect(mediaOf(z.array(words).optional())).toEqual({
    type: "file",
    contentTypes: ["text/vtt", "application/x-subrip"],
  });
  expect(mediaOf(clip())).toEqual({ type: "video" });
  // @ts-expect-error a file field must say what it takes
  media("file", { title: "Anything" });
  // @ts-expect-error at least one type
  media("file", { title: "Nothing", contentTypes: [] });
  // @ts-expect-error not a type of a file
  media("file", { title: "Page", contentTypes: ["text/html"] });
  // @ts-expect-error a video is a video
  media("video", { title: "Video", contentTypes: ["image/gif"] });
});
