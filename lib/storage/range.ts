export type Range = "full" | "unsatisfiable" | { start: number; end: number };

/**
 * What a Range header asks of a file of `size` bytes (RFC 9110, 14.1.2): the whole file (200), one inclusive range (206)
 * or one it does not have (416). What we do not serve is the whole file, as the RFC allows: several ranges, other units,
 * and anything that is not valid.
 */
export function parseRange(header: string | null | undefined, size: number): Range {
  const parts = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? "");
  const [, first = "", last = ""] = parts ?? [];
  if (first === "" && last === "") return "full";
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "unsatisfiable" : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  if (last !== "" && Number(last) < start) return "full";
  if (start >= size) return "unsatisfiable";
  return { start, end: last === "" ? size - 1 : Math.min(Number(last), size - 1) };
}
