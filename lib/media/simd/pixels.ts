import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Work on pixels that JavaScript does too slowly, sixteen bytes at a time: `pixels.wasm` is the files of `assembly/`,
 * compiled by `npm run simd`.
 */

/** A part of a memory: its address there, and its bytes. */
export type Room = { address: number; bytes: Uint8Array<ArrayBuffer> };

type Kernels = {
  zoomPlane(
    ...places: [
      ...[plane: number, stride: number, to: number, width: number, height: number],
      ...[firstRow: number, rowStep: number, lastRow: number, row: number, blocks: number],
    ]
  ): void;
  toPlanes(
    ...places: [
      ...[pixels: number, width: number, height: number],
      ...[light: number, blue: number, red: number, alpha: number],
    ]
  ): void;
  searchBlocks(
    ...places: [
      ...[from: number, to: number, side: number, step: number],
      ...[coarse: number, coarseBlocks: number, shift: number, around: number, marked: number, cell: number],
      ...[dx: number, dy: number, cost: number],
    ]
  ): void;
};

/** The kernels read and write sixteen bytes at once, a little past the end of what they work on. */
const spare = 64;
const page = 65_536;
const align = (bytes: number) => 16 * Math.ceil(bytes / 16);

let compiled: WebAssembly.Module | undefined;

/** A memory with rooms of these sizes, in bytes, and the kernels that work in it. */
export function pixelMemory<const Sizes extends readonly number[]>(sizes: Sizes) {
  // Not beside this module: the programs are bundled elsewhere, and all of them run in the root folder.
  compiled ??= new WebAssembly.Module(readFileSync(join(process.cwd(), "lib/media/simd/pixels.wasm")));
  let next = 1024; // the first bytes are the compiler's
  const addresses = sizes.map((size) => {
    const address = next;
    next += align(size + spare);
    return address;
  });
  const memory = new WebAssembly.Memory({ initial: Math.ceil(next / page) });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  const rooms = sizes.map(
    (size, i): Room => ({
      address: addresses[i] ?? 0,
      bytes: new Uint8Array(memory.buffer as ArrayBuffer, addresses[i], size),
    }),
  );
  return { rooms: rooms as { -readonly [I in keyof Sizes]: Room }, kernels: exports as unknown as Kernels };
}
