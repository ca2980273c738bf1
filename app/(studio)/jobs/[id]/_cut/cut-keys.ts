import { useEffect, useEffectEvent } from "react";
import { useShortcutsOn } from "@/app/(studio)/keys/shortcuts";

/** What the keys of the editor do. */
export type CutAct =
  | "toggle"
  | "pause"
  | "forwards"
  | "backwards"
  | "frameBack"
  | "frameOn"
  | "secondBack"
  | "secondOn"
  | "markIn"
  | "markOut"
  | "split"
  | "remove"
  | "first"
  | "last";

const acts: Record<string, CutAct> = {
  " ": "toggle",
  k: "pause",
  l: "forwards",
  j: "backwards",
  ",": "frameBack",
  ".": "frameOn",
  "<": "secondBack",
  ">": "secondOn",
  i: "markIn",
  o: "markOut",
  s: "split",
  Delete: "remove",
  Backspace: "remove",
  Home: "first",
  End: "last",
};
const arrows: Record<string, [CutAct, CutAct]> = {
  ArrowLeft: ["frameBack", "secondBack"],
  ArrowRight: ["frameOn", "secondOn"],
};

const typing = "input:not([type=range]), textarea, select, [contenteditable], [role=combobox]";
/** Elements with arrow keys of their own. */
const withArrows = "[role=toolbar], [role=slider], [role=tablist], [role=radiogroup], input, select, textarea";
const open = "[role=dialog], [role=alertdialog], [role=menu], [role=listbox]";

type Handlers = { act: (act: CutAct) => void; undo: () => void; redo: () => void };

/** Ctrl or Cmd with Z undoes everywhere on the page. Single keys work outside fields, if shortcuts are on. */
export function useCutKeys(handlers: Handlers) {
  const [on] = useShortcutsOn();
  const hear = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || document.querySelector(open)) return;
    const undone = undoOf(event);
    if (undone) handlers[undone]();
    const act = undone || !on ? null : actOf(event);
    if (act) handlers.act(act);
    if (undone || act) event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => hear(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
}

function undoOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): "undo" | "redo" | null {
  if (!(ctrlKey || metaKey) || altKey) return null;
  if (key.toLowerCase() === "z") return shiftKey ? "redo" : "undo";
  return key.toLowerCase() === "y" ? "redo" : null;
}

function actOf({ key, target, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): CutAct | null {
  if (ctrlKey || metaKey || altKey || !(target instanceof Element) || target.closest(typing)) return null;
  const shot = target.closest("[data-shot]");
  // A button is pressed by the space bar; a shot has nothing to press.
  if (key === " " && !shot && target.closest("button, a, summary, [role=tab]")) return null;
  const pair = arrows[key];
  if (pair) return target.closest(withArrows) ? null : pair[shiftKey ? 1 : 0];
  if ((key === "Home" || key === "End") && target.closest(withArrows)) return null;
  if ((key === "Delete" || key === "Backspace") && !shot) return null;
  return acts[key.length === 1 ? key.toLowerCase() : key] ?? null;
}
