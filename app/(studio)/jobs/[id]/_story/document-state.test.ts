import { expect, test } from "vitest";
import { type DocumentAction, type DocumentState, documentReducer } from "./document-state";

const reduce = documentReducer<string>((value) => value);
const after = (...actions: DocumentAction<string>[]) => actions.reduce<DocumentState<string>>(reduce, null);
const loaded = (value: string, draft: { base: string; value: string } | null = null) =>
  ({ type: "loaded", value, draft }) as const;
const changed = (value: string) => ({ type: "changed", value, about: null }) as const;
const seen = (state: DocumentState<string>) => [state?.base, state?.history.now, state?.isElsewhere];

test("a draft continues after a reload, and undo leads to the job's version", () => {
  const state = after(loaded("a", { base: "a", value: "mine" }));
  expect(seen(state)).toEqual(["a", "mine", false]);
  expect(seen(reduce(state, { type: "undo" }))).toEqual(["a", "a", false]);
});

test("a draft of an earlier version is kept, and the page knows that the job's version is another", () => {
  expect(seen(after(loaded("b", { base: "a", value: "mine" })))).toEqual(["b", "mine", true]);
});

test("the job's version replaces what the person did not change, and never what they did", () => {
  expect(seen(after(loaded("a"), loaded("b")))).toEqual(["b", "b", false]);
  const mine = after(loaded("a"), changed("mine"), loaded("b"));
  expect(seen(mine)).toEqual(["b", "mine", true]);
  expect(seen(reduce(mine, { type: "discard" }))).toEqual(["b", "b", false]);
});

test("what was discarded can be brought back", () => {
  const state = after(loaded("a"), changed("mine"), { type: "discard" }, { type: "undo" });
  expect(seen(state)).toEqual(["a", "mine", false]);
});

test("a saved version is the job's, and loading it changes nothing", () => {
  const saved = after(loaded("a"), changed("mine"), { type: "saved", value: "mine" });
  expect(seen(saved)).toEqual(["mine", "mine", false]);
  expect(reduce(saved, loaded("mine"))).toBe(saved);
});

test("what a person writes while a version is being saved stays, as a change of the saved version", () => {
  const state = after(loaded("a"), changed("mine"), changed("mine too"), { type: "saved", value: "mine" });
  expect(seen(state)).toEqual(["mine", "mine too", false]);
  expect(seen(reduce(state, { type: "discard" }))).toEqual(["mine", "mine", false]);
});
