export type Range = "full" | "unsatisfiable" | { start: number; end: number };

/**
 * Parses a Range header for a file of `size` bytes (RFC 9110, 14.1.2): the whole file (200), one inclusive range (206),
 * or an unsatisfiable one (416). Several ranges, other units and invalid headers give the whole file, as the RFC
 * allows.
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
