import { MediaError } from "./media-error";

/** Colour tables as `.cube` files, which editors and ffmpeg's `lut3d` read. */

/** Of one side; a table has its cube. */
const largest = 65;

const comment = /^\s*(?:#.*)?$/;

/** Whether a text begins like a colour table: comments, then one of its words. */
export const looksLikeCube = (head: string): boolean =>
  /^(?:TITLE\s|LUT_3D_SIZE\s+\d|DOMAIN_M(?:IN|AX)\s)/.test(
    head.split(/\r?\n/).find((line) => !comment.test(line)) ?? "",
  );

export function checkCube(text: string): void {
  const lines = text.split(/\r?\n/).filter((line) => !comment.test(line));
  const size = Number(lines.map((line) => /^LUT_3D_SIZE\s+(\d+)\s*$/.exec(line)?.[1]).find(Boolean) ?? 0);
  if (!(size >= 2 && size <= largest)) throw wrong(`it needs a line LUT_3D_SIZE with 2 to ${largest}`);
  const rows = lines.filter((line) => /^[\s\d.+-]/.test(line));
  if (rows.length !== size ** 3) throw wrong(`it has ${rows.length} colours in place of ${size ** 3}`);
  const isColor = (row: string) => {
    const values = row.trim().split(/\s+/).map(Number);
    return values.length === 3 && values.every(Number.isFinite);
  };
  const at = rows.findIndex((row) => !isColor(row));
  if (at >= 0) throw wrong(`colour ${at + 1} is not three numbers`);
}

const wrong = (why: string) => new MediaError("not_decodable", `The colour table is not valid: ${why}`);
