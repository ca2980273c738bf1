import { Problem } from "../errors";

const deepest = 64;

/**
 * Refuses parsed JSON that cannot be stored and returned unchanged: nested too deep to serialize, a number beyond a
 * double (`1e999`), an unpaired surrogate, a field `__proto__`. Not recursive, because the depth is unlimited.
 */
export function checkJson(value: unknown): void {
  const left: { value: unknown; depth: number }[] = [{ value, depth: 1 }];
  for (let next = left.pop(); next; next = left.pop()) {
    const { value, depth } = next;
    if (typeof value === "number" && !Number.isFinite(value)) throw invalid("contains a number that is too large");
    if (typeof value === "string" && !isWellFormed(value)) throw invalid("contains text with an unpaired surrogate");
    if (typeof value !== "object" || value === null) continue;
    if (depth > deepest) throw invalid(`is nested deeper than ${deepest} levels`);
    for (const [name, inner] of Object.entries(value)) {
      if (!isWellFormed(name)) throw invalid("contains a field name with an unpaired surrogate");
      if (name === "__proto__") throw invalid("contains a field named __proto__");
      left.push({ value: inner, depth: depth + 1 });
    }
  }
}

/** The value, or null where `checkJson` refuses it. */
export function safeJson(value: unknown): unknown {
  try {
    checkJson(value);
    return value;
  } catch {
    return null;
  }
}

const invalid = (what: string) => new Problem("invalid_json", `The body ${what}.`);

const isWellFormed = (text: string) => !/\p{Surrogate}/u.test(text);

/** The same text for equal JSON: sorted names, no white space. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
