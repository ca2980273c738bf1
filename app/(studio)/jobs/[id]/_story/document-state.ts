import type { Draft } from "./draft";
import { beginAt, type History, withChange, withRedo, withUndo } from "./history";

/**
 * A document that is edited: `base` is the job's, `history.now` the person's. `isElsewhere`: the job's has changed since
 * the person began. Null until it is loaded.
 */
export type DocumentState<T> = { base: T; history: History<T>; isElsewhere: boolean } | null;

export type DocumentAction<T> =
  | { type: "loaded"; value: T; draft: Draft<T> | null }
  | { type: "changed"; value: T; about: string | null }
  | { type: "saved"; value: T }
  | { type: "undo" | "redo" | "discard" };

/** `text` writes a value so that two equal ones can be compared. */
export const documentReducer =
  <T>(text: (value: T) => string) =>
  (state: DocumentState<T>, action: DocumentAction<T>): DocumentState<T> => {
    const fresh = (value: T) => ({ base: value, history: beginAt(value), isElsewhere: false });
    if (action.type === "loaded") {
      const { value, draft } = action;
      if (!state) {
        if (!draft || text(draft.value) === text(value)) return fresh(value);
        const history = withChange(beginAt(value), draft.value);
        return { base: value, history, isElsewhere: draft.base !== text(value) };
      }
      const [loaded, base, now] = [value, state.base, state.history.now].map(text);
      if (loaded === base) return state;
      return now === base || loaded === now ? fresh(value) : { ...state, base: value, isElsewhere: true };
    }
    if (!state) return state;
    const { base, history } = state;
    if (action.type === "changed") return { ...state, history: withChange(history, action.value, action.about) };
    if (action.type === "saved") {
      const { value } = action;
      return text(history.now) === text(value) ? fresh(value) : { ...state, base: value, isElsewhere: false };
    }
    if (action.type === "discard") return { base, history: withChange(history, base), isElsewhere: false };
    return { ...state, history: action.type === "undo" ? withUndo(history) : withRedo(history) };
  };
