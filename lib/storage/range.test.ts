import { expect, test } from "vitest";
import { parseRange } from "./range";

test.each([
  ["bytes=0-", { start: 0, end: 999 }],
  ["bytes=0-0", { start: 0, end: 0 }],
  ["bytes=0-499", { start: 0, end: 499 }],
  ["bytes=500-1999", { start: 500, end: 999 }],
  ["bytes=999-", { start: 999, end: 999 }],
  ["bytes=-1", { start: 999, end: 999 }],
  ["bytes=-1000", { start: 0, end: 999 }],
  ["bytes=-5000", { start: 0, end: 999 }],
  ["Bytes = 1 - 2 ", { start: 1, end: 2 }],
  [`bytes=0-${"9".repeat(400)}`, { start: 0, end: 999 }],
  [`bytes=-${"9".repeat(400)}`, { start: 0, end: 999 }],
  ["bytes=1000-", "unsatisfiable"],
  ["bytes=1000-2000", "unsatisfiable"],
  ["bytes=-0", "unsatisfiable"],
  [`bytes=${"9".repeat(400)}-`, "unsatisfiable"],
  ["bytes=5-2", "full"],
  ["bytes=0-1,5-6", "full"],
  ["bytes=0-1, -5", "full"],
  ["items=0-1", "full"],
  ["bytes=", "full"],
  ["bytes=-", "full"],
  ["bytes=a-b", "full"],
  ["bytes=0x1-5", "full"],
  ["bytes=1.5-2", "full"],
  ["bytes=--1", "full"],
  ["bytes 0-1", "full"],
  ["", "full"],
  [null, "full"],
  [undefined, "full"],
])("%s of 1000 bytes", (header, range) => expect(parseRange(header, 1000)).toEqual(range));

test.each([
  ["bytes=0-", "unsatisfiable"],
  ["bytes=-1", "unsatisfiable"],
  ["bytes=0-0", "unsatisfiable"],
  [null, "full"],
])("%s of an empty file", (header, range) => expect(parseRange(header, 0)).toEqual(range));
