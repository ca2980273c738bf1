import { expect, test } from "vitest";
import { beginAt, withChange, withRedo, withUndo } from "./history";

test("undo and redo walk through the versions, and a new change forgets what was undone", () => {
  let history = withChange(withChange(beginAt("a"), "b"), "c");
  history = withUndo(history);
  expect(history.now).toBe("b");
  expect(withRedo(history).now).toBe("c");
  expect(withRedo(withChange(history, "d")).now).toBe("d");
  expect(withUndo(withUndo(withUndo(history))).now).toBe("a");
});

test("letters typed into one field are undone at once", () => {
  let history = beginAt("");
  for (const text of ["k", "ki", "kit"]) history = withChange(history, text, "title");
  history = withChange(history, "kit, moved");
  history = withChange(history, "kite", "title");
  expect(withUndo(history).now).toBe("kit, moved");
  expect(withUndo(withUndo(withUndo(history))).now).toBe("");
});

test("typing after an undo is a new version", () => {
  let history = withChange(withChange(beginAt("a"), "b", "title"), "c", "text");
  history = withUndo(history);
  history = withChange(history, "bb", "title");
  expect(withUndo(history).now).toBe("b");
});
