import { expect, test } from "vitest";
import type { Cut } from "@/lib/schemas/cut";
import { changedParts } from "./changes";
import type { Source } from "./cut-types";
import { editedOf } from "./edited-cut";
import { momentAt, placesOf } from "./film-places";
import { frameMiddle, isSpoken, lookOf, musicAt, slotsOf } from "./sync-media";

const source: Source = {
  ...{
    clip: "clip.1",
    title: "",
    seconds: 2,
    width: 320,
    height: 180,
    fps: 10,
    hasSound: true,
    video: "/clip",
    poster: null,
  },
};
const shot = (join: Cut["shots"][number]["join"]) => ({ clip: "clip.1", from: 0.5, to: null, volume: 1, join });
const cut: Cut = {
  shots: [shot({ kind: "fade", seconds: 1 }), shot({ kind: "cut", seconds: 1 })],
  title: null,
  music: { url: "asset:m", volume: 0.5, fadeIn: 1, fadeOut: 2, duck: true, from: 1 },
  voice: { url: "asset:v", volume: 1, at: 1 },
  ...{ subtitles: [], burn: false, fades: false },
};
const edited = editedOf(cut);
const film = placesOf(edited, { sources: [source], narrations: [], fps: 10 });

test("two players take turns: the next shot is ready in the other one", () => {
  const [first, second] = film.places;
  expect(slotsOf(film, momentAt(film, 0))).toEqual([first, second]);
  expect(slotsOf(film, momentAt(film, 1.5))).toEqual([first, second]);
  expect(slotsOf(film, momentAt(film, 2.9))).toEqual([first, second]);
});

test("a player shows the middle of the frame of a time, and holds the last frame", () => {
  const [first] = film.places;
  if (!first) throw new Error("There is a shot.");
  expect(frameMiddle(first, 0, 10)).toBeCloseTo(0.55);
  expect(frameMiddle(first, 0.1 + 0.2, 10)).toBeCloseTo(0.85);
  expect(frameMiddle(first, 9, 10)).toBeCloseTo(1.95);
});

test("a fade goes through black, a dissolve and a wipe show both pictures", () => {
  const look = (share: number, kind: "fade" | "dissolve" | "wipe") => lookOf({ ...momentAt(film, 1.5), share, kind });
  expect(look(0.5, "fade").black).toBe(1);
  expect(look(0.25, "fade")).toMatchObject({ black: 0.5, current: { opacity: 1 }, next: { opacity: 0 } });
  expect(look(0.25, "dissolve")).toMatchObject({ black: 0, next: { opacity: 0.25 } });
  expect(look(0.25, "wipe").next.clip).toBe("inset(0 0 0 75%)");
});

test("music fades in and out, repeats, and is quieter while someone speaks", () => {
  const at = (time: number, isSpoken = false) => musicAt(edited, film, { seconds: 2, isSpoken }, time);
  expect(at(0)).toEqual({ at: 1, volume: 0 });
  expect(at(1)).toEqual({ at: 0, volume: 0.5 });
  expect(at(2)).toEqual({ at: 1, volume: 0.25 });
  expect(at(1, true).volume).toBeLessThan(0.25);
  expect(at(3).at).toBeNull();
  expect([0.5, 1, 1.9, 2].map((time) => isSpoken(edited, film, 1, time))).toEqual([false, true, true, false]);
});

test("a version names what it changed", () => {
  const [a, b] = [
    { ...shot({ kind: "cut", seconds: 1 }), clip: "a" },
    { ...shot({ kind: "cut", seconds: 1 }), clip: "b" },
  ];
  const before: Cut = { ...cut, shots: [a, b] };
  expect(changedParts(before, before)).toEqual([]);
  expect(changedParts(before, { ...before, shots: [b, a] })).toEqual(["order"]);
  expect(changedParts(before, { ...before, shots: [a], music: null })).toEqual(["shots", "music"]);
  expect(changedParts(before, { ...before, shots: [{ ...a, from: 0 }, b], burn: true })).toEqual(["trim", "subtitles"]);
  expect(changedParts(before, { ...before, title: { text: "T", seconds: 2 }, fades: true })).toEqual(["title", "look"]);
});
