import { expect, test } from "vitest";
import { z } from "zod";
import { withReachableMedia } from "@/inngest/registry";
import { mapMedia, media, mediaValues } from "./media-field";
import { wanI2v } from "./services";

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
  ["a union", z.strictObject({ film: z.union([clip(), z.number()]) }), "film"],
  ["a record", z.strictObject({ films: z.record(z.string(), clip()) }), "films"],
  ["a tuple in an object", z.strictObject({ all: z.strictObject({ pair: z.tuple([clip(), clip()]) }) }), "all"],
])("a service whose output has media in %s is refused when it is registered", (_, output, field) => {
  expect(() => withReachableMedia({ ...wanI2v, output })).toThrow(`wan-i2v: move the media of the output "${field}"`);
});

test.each([
  ["an object", z.strictObject({ scene: z.strictObject({ image: clip() }) }), "scene"],
  ["a list of lists", z.strictObject({ rows: z.array(z.array(clip())) }), "rows"],
])("a service whose input has media in %s is refused: `input[]` does not fill it", (_, input, field) => {
  expect(() => withReachableMedia({ ...wanI2v, input })).toThrow(`wan-i2v: move the media of the input "${field}"`);
});

test("a service with deep media in its output is taken", () => {
  expect(withReachableMedia({ ...wanI2v, output: deep }).id).toBe("wan-i2v");
});
