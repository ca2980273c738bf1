import { expect, test } from "vitest";
import type { MediaItem } from "./media-items";
import { carriedFiles, placeFiles } from "./place-files";
import type { MediaField } from "./schema-form";

const field = (name: string, media: MediaField["media"], max = 1, required = false): MediaField => ({
  ...{ name, title: name, description: "", required, media, max, many: max > 1 },
});
const item = (key: string, type: MediaItem["type"] = "image"): MediaItem => ({
  ...{ key, name: key, type, contentType: "", preview: null, progress: 1, url: `asset:${key}`, problem: null },
});
const picture = (name: string) => new File([], name, { type: "image/png" });

test("the only picture of a form gives way to a new one", () => {
  const [image, given] = [field("image", "image"), picture("new.png")];
  expect(placeFiles([given], [image], { image: [item("old")] })).toEqual({
    ...{ placed: [{ field: image, given }], crowded: [], homeless: [] },
  });
});

test("the only picture that a form needs gives way to a new one; of several at once, the others are references", () => {
  const [image, references] = [field("image", "image", 1, true), field("references", "image", 4)];
  const [a, b] = [picture("a.png"), picture("b.png")];
  const had = { image: [item("old")] };
  expect(placeFiles([a], [image, references], had).placed).toEqual([{ field: image, given: a }]);
  expect(placeFiles([a, b], [image, references], had).placed).toEqual([
    { field: image, given: a },
    { field: references, given: b },
  ]);
  const link = "https://example.com/a.png";
  expect(placeFiles([link], [image, references], had).placed).toEqual([{ field: references, given: link }]);
  // A file for references that are full is no reason to replace the picture.
  const full = { ...had, references: ["b", "c", "d", "e"].map((key) => item(key)) };
  expect(placeFiles([a], [image, references], full, "references")).toMatchObject({
    ...{ placed: [], crowded: [{ fields: [references] }] },
  });
});

test("a picture without room is offered the places of the others, and vanishes nowhere", () => {
  const [many, logo] = [field("products", "image", 2), field("logo", "image")];
  const items = { products: [item("a"), item("b")], logo: [item("c")] };
  const given = picture("d.png");
  expect(placeFiles([given], [many, logo], items).crowded).toEqual([{ given, fields: [many, logo] }]);
  expect(placeFiles([given], [many, logo], items, "products").crowded).toEqual([{ given, fields: [many] }]);
  expect(placeFiles([given, given], [many, logo], { ...items, logo: [] })).toMatchObject({
    ...{ placed: [{ field: logo }], crowded: [{ fields: [many, logo] }] },
  });
  const link = "https://example.com/a.png";
  expect(placeFiles([link], [many], items).crowded).toEqual([{ given: link, fields: [many] }]);
});

test("a file of another type has no place, unless a single field can say what is wrong", () => {
  const sound = new File([], "a.mp3", { type: "audio/mpeg" });
  const fields = [field("image", "image"), field("video", "video")];
  expect(placeFiles([sound], fields, {}).homeless).toEqual([sound]);
  expect(placeFiles([sound], fields.slice(0, 1), {}).placed).toHaveLength(1);
});

test("another workflow takes over the files that fit, and keeps those that it has", () => {
  const fields = [field("logo", "image"), field("products", "image", 6, true), field("music", "audio")];
  const from = { image: [item("a"), item("b")], video: [item("c", "video")] };
  expect(carriedFiles(fields, from)).toEqual({ products: from.image });
  expect(carriedFiles([field("image", "image")], from)).toEqual({ image: [item("a")] });
  const own = { products: [item("z")] };
  expect(carriedFiles(fields, from, own)).toEqual(own);
  expect(carriedFiles(fields, { image: [{ ...item("a"), problem: "wrongType" }] })).toEqual({});
});
