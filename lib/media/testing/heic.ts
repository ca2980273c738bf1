import { readFile } from "node:fs/promises";
import type { mediaFolder } from "./made";

const box = (type: string, ...parts: Uint8Array[]) => {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, "latin1");
  return Buffer.concat([head, body]);
};
const full = (type: string, version: number, ...parts: Uint8Array[]) =>
  box(type, Buffer.from([version, 0, 0, 0]), ...parts);
const text = (value: string) => Buffer.from(value, "latin1");
const u16 = (...values: number[]) => Buffer.concat(values.map((value) => Buffer.from([value >> 8, value & 255])));
const u32 = (...values: number[]) => u16(...values.flatMap((value) => [value >>> 16, value & 0xffff]));

/**
 * A HEIC as a phone writes it: one HEVC picture of an ffmpeg source, stored `turns` quarter turns to the left of how it
 * is shown. Built by hand, because no installed tool writes HEIC.
 */
export async function heic(
  { make }: Awaited<ReturnType<typeof mediaFolder>>,
  source: string,
  { width, height, turns = 0 }: { width: number; height: number; turns?: number },
): Promise<Buffer> {
  const one = ["-f", "lavfi", "-i", source, "-frames:v", "1", "-pix_fmt", "yuv420p", "-c:v", "libx265"];
  const film = await readFile(
    make("heic-frame.mp4", ...one, "-x265-params", "log-level=error:info=0", "-tag:v", "hvc1"),
  );
  const boxAt = (type: string) => {
    const at = film.indexOf(type, 0, "latin1") - 4;
    return film.subarray(at, at + film.readUInt32BE(at));
  };
  const picture = boxAt("mdat").subarray(8);
  const properties = [
    boxAt("hvcC"),
    full("ispe", 0, u32(width, height)),
    ...(turns ? [box("irot", Buffer.from([turns]))] : []),
  ];
  const used = properties.map((_, i) => 0x80 + i + 1);
  const ftyp = box("ftyp", text("heic"), u32(0), text("mif1heic"));
  const meta = (offset: number) =>
    full(
      "meta",
      0,
      full("hdlr", 0, u32(0), text("pict"), u32(0, 0, 0), Buffer.from([0])),
      full("pitm", 0, u16(1)),
      full("iloc", 0, Buffer.from([0x44, 0]), u16(1, 1, 0, 1), u32(offset, picture.length)),
      full("iinf", 0, u16(1), full("infe", 2, u16(1, 0), text("hvc1\0"))),
      box("iprp", box("ipco", ...properties), full("ipma", 0, u32(1), u16(1), Buffer.from([used.length, ...used]))),
    );
  const offset = ftyp.length + meta(0).length + 8;
  return Buffer.concat([ftyp, meta(offset), box("mdat", picture)]);
}
