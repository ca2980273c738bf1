import { beginAt, type History, withChange, withRedo, withUndo } from "../_story/history";
import { type EditedCut, textOf } from "./edited-cut";

/**
 * The cut that a person edits: `base` is the film's, `history.now` the person's. `isElsewhere`: the film's has changed
 * since the person began. Null until it is loaded.
 */
export type CutState = { base: EditedCut; history: History<EditedCut>; isElsewhere: boolean } | null;

export type CutDraft = { base: string; value: EditedCut };

export type CutAction =
  | { type: "loaded"; value: EditedCut; draft: CutDraft | null }
  | { type: "changed"; value: EditedCut; about: string | null }
  | { type: "undo" | "redo" };

export function cutReducer(state: CutState, action: CutAction): CutState {
  if (action.type === "loaded") return withLoaded(state, action.value, action.draft);
  if (!state) return state;
  const { history } = state;
  if (action.type === "changed") {
    const { value, about } = action;
    return value === history.now ? state : { ...state, history: withChange(history, value, about) };
  }
  return { ...state, history: action.type === "undo" ? withUndo(history) : withRedo(history) };
}

function withLoaded(state: CutState, value: EditedCut, draft: CutDraft | null): CutState {
  const loaded = textOf(value);
  if (!state) {
    if (!draft || textOf(draft.value) === loaded) return { base: value, history: beginAt(value), isElsewhere: false };
    return { base: value, history: withChange(beginAt(value), draft.value), isElsewhere: draft.base !== loaded };
  }
  const [base, now] = [textOf(state.base), textOf(state.history.now)];
  if (loaded === base) return state;
  if (loaded === now) return { ...state, base: value, isElsewhere: false };
  // Another version was chosen: an undo returns to the previous one.
  if (now === base) return { base: value, history: withChange(state.history, value), isElsewhere: false };
  return { ...state, base: value, isElsewhere: true };
}
