import { expect, test } from "vitest";
import { createPlayhead } from "./playhead";

/** What moves the preview's time, without a page. */

const playheadOf = (seconds: number) => {
  const playhead = createPlayhead();
  playhead.setLength(seconds);
  return playhead;
};

test("from the start it plays although the first frame's time is before the key", () => {
  const playhead = playheadOf(3);
  playhead.play(1);
  playhead.advance(-0.01);
  expect([playhead.time(), playhead.rate()]).toEqual([0, 1]);
  playhead.advance(0.5);
  expect([playhead.time(), playhead.rate()]).toEqual([0.5, 1]);
});

test("it stops at the end, and backwards at the start", () => {
  const playhead = playheadOf(3);
  playhead.play(2);
  playhead.advance(10);
  expect([playhead.time(), playhead.rate()]).toEqual([3, 0]);
  playhead.play(-1);
  playhead.advance(1);
  expect([playhead.time(), playhead.rate()]).toEqual([2, -1]);
  playhead.advance(10);
  expect([playhead.time(), playhead.rate()]).toEqual([0, 0]);
});
