import { expect, test } from "vitest";
import { srtOf, vttOf } from "@/lib/media/subtitle-files";
import { cuesOf } from "./subtitle-import";

const cues = [
  { from: 0.4, to: 1.25, text: "Salt & pepper, 3 < 4" },
  { from: 61.5, to: 3723.004, text: "风筝升起来了。" },
];

test("the files that the app writes are read as they were", () => {
  expect(cuesOf(vttOf(cues))).toEqual(cues);
  expect(cuesOf(srtOf(cues))).toEqual(cues);
});

test("files of other programs: marks, names, notes, settings, styles and several lines", () => {
  const file = `\uFEFFWEBVTT - A film\r\n\r\nNOTE by hand\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\nintro\r\n00:01.000 --> 00:02.500 align:start\r\n<v Ada>Two\r\n<i>lines</i>\r\n`;
  expect(cuesOf(file)).toEqual([{ from: 1, to: 2.5, text: "Two lines" }]);
  expect(cuesOf("1\n00:00:01,000 --> 00:00:02,000\n{\\an8}Above\n")).toEqual([{ from: 1, to: 2, text: "Above" }]);
});

test("what is no subtitle is left out", () => {
  expect(cuesOf("Dear diary,\n\nnothing happened.")).toEqual([]);
  expect(cuesOf("1\n00:00:05,000 --> 00:00:04,000\nbackwards\n")).toEqual([]);
});
