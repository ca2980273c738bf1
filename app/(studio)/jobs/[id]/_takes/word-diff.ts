export type Piece = { text: string; kind: "same" | "removed" | "added" };

/** Words, spaces, and single signs; Chinese has no spaces, so each of its letters is one. */
const word = /\s+|\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}'’])+|./gsu;
/** A larger table would hold up the page. */
const mostCells = 4_000_000;

/** Two texts as one: what both have, what only `before` has, and what only `after` has, in order. */
export function wordDiff(before: string, after: string): Piece[] {
  const [a, b] = [before.match(word) ?? [], after.match(word) ?? []];
  const lengths = a.length * b.length > mostCells ? null : commonLengths(a, b);
  const pieces: Piece[] = [];
  const add = (kind: Piece["kind"], text: string) => {
    const last = pieces.at(-1);
    if (last?.kind === kind) last.text += text;
    else pieces.push({ kind, text });
  };
  let [i, j] = [0, 0];
  const width = b.length + 1;
  const common = (x: number, y: number) => lengths?.[x * width + y] ?? 0;
  while (i < a.length || j < b.length) {
    const [old, next] = [a[i], b[j]];
    if (old !== undefined && old === next) {
      add("same", old);
      i += 1;
      j += 1;
    } else if (old !== undefined && (next === undefined || common(i + 1, j) >= common(i, j + 1))) {
      add("removed", old);
      i += 1;
    } else if (next !== undefined) {
      add("added", next);
      j += 1;
    }
  }
  return pieces;
}

/** At `i * width + j`: how many words the rests of both texts have in common, from these places on. */
function commonLengths(a: string[], b: string[]): Uint16Array {
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const [down, right] = [table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0];
      const both = (table[(i + 1) * width + j + 1] ?? 0) + 1;
      table[i * width + j] = a[i] === b[j] ? both : Math.max(down, right);
    }
  }
  return table;
}
