/** The key of a call as a workflow writes it: a word, or a word and a number in a loop. */
export type StepKey = string | readonly [word: string, number: number];

const segment = "(?:[a-z][a-z0-9]*(?:-[a-z0-9]+)*|[1-9][0-9]*)";
const grammar = new RegExp(`^(?![0-9])${segment}(?:\\.${segment})*$`);

/**
 * A key in the ledger's and the API's format: `film`, `keyframe.2`, `intro.keyframe.2`. Throws an error for the author
 * of the workflow when the key is not kebab-case words and positive whole numbers.
 */
export function writtenKey(key: StepKey): string {
  const written = typeof key === "string" ? key : key.join(".");
  const isWhole = typeof key === "string" || Number.isSafeInteger(key[1]);
  if (isWhole && grammar.test(written)) return written;
  throw new Error(
    `The recipe uses the key "${written}". Write it as kebab-case words and positive whole numbers, such as "film" or ["keyframe", 2].`,
  );
}

/** The keys of the calls, or of the reviews, of one run of a workflow. `add` refuses a duplicate. */
export class UsedKeys {
  private readonly used = new Set<string>();

  add(key: StepKey): string {
    const written = writtenKey(key);
    if (this.used.has(written)) {
      throw new Error(`The recipe uses the key "${written}" twice. Give each call, review and part a key of its own.`);
    }
    this.used.add(written);
    return written;
  }
}

const isNumber = (part: string) => /^[0-9]+$/.test(part);

/** The name of the entry in a unit's `steps` with the title of a key: `keyframe` for `keyframe.2`. */
export const titleKey = (key: string): string =>
  key
    .split(".")
    .filter((part) => !isNumber(part))
    .join(".");

/** The title of a step; its key where `titles` has none. The last numbers of the key replace each `{n}`, in order. */
export function titleOf(titles: Record<string, string>, key: string): string {
  const title = titles[titleKey(key)];
  if (title === undefined) return key;
  const places = title.split("{n}").length - 1;
  const numbers = key.split(".").filter(isNumber).slice(-places);
  return title.replaceAll("{n}", () => numbers.shift() ?? "");
}

/**
 * The common number of the steps of one loop iteration: `2` of `keyframe.2` and `clip.2`; null for a step outside of
 * loops.
 */
export function sceneOf(key: string): string | null {
  const parts = key.split(".");
  const last = parts.findLastIndex(isNumber);
  return last < 0 ? null : [...parts.slice(0, Math.max(0, last - 1)), parts[last]].join(".");
}
