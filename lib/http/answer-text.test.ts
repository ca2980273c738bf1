import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { mostUnpacked, parseLoosely, textOfBytes } from "./answer-text";

test.each([
  ['{"a":NaN,"b":-Infinity,"c":"NaN, None"}', { a: null, b: null, c: "NaN, None" }],
  ['{"a":True,"b":False,"c":None,"d":[1,],}', { a: true, b: false, c: null, d: [1] }],
  ['{"a":"one\ntwo\\"NaN"}', { a: 'one\ntwo"NaN' }],
  ['[{"a":1}]', { a: 1 }],
  [JSON.stringify('{"a":1}'), { a: 1 }],
  ['\uFEFF{"a":1}', { a: 1 }],
  [
    '{"id":9223372036854775807,"text":"\\"id\\":9223372036854775807"}',
    { id: "9223372036854775807", text: '"id":9223372036854775807' },
  ],
  ["<html>", undefined],
  ["", undefined],
])("%s", (text, value) => {
  expect(parseLoosely(text)).toEqual(value);
});

test("repairing a string of eight megabytes takes linear time", () => {
  const long = "x\\\\".repeat(2_700_000);
  expect(parseLoosely(`{"t":NaN,"long":"${long}"}`)).toMatchObject({ t: null });
});

test("a body that unpacks beyond the limit stays packed", async () => {
  const bomb = gzipSync(Buffer.alloc(mostUnpacked + 1, 0x20));
  const read = await textOfBytes(bomb);
  expect(read?.text.length ?? 0).toBeLessThanOrEqual(bomb.length);
});
