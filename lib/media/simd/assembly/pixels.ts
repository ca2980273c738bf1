/**
 * Work on pixels, sixteen bytes at a time, in AssemblyScript: `npm run simd` compiles it to `../pixels.wasm`. All addresses
 * are of the memory that `../pixels.ts` lays out; what is read or written sixteen bytes at a time has room for them.
 */

/**
 * Draws an area of a plane between its pixels (bilinear).
 *
 * `plane`: rows of `stride` bytes. `to`: `width` times `height` bytes. `firstRow` and `rowStep`: where the first row is in the
 * plane and the distance of two rows, in 65,536ths of a pixel; `lastRow`: the last place that is inside. `row`: room for a
 * row of the plane. `blocks`: one record for every eight pixels of a row, 64 bytes: where their pixels begin in the row, which
 * sixteen of the bytes there are the left and the right neighbours of each, and how much each of them counts, of 256.
 */
export function zoomPlane(
  plane: usize,
  stride: i32,
  to: usize,
  width: i32,
  height: i32,
  firstRow: i32,
  rowStep: i32,
  lastRow: i32,
  row: usize,
  blocks: usize,
): void {
  const half = i16x8.splat(128);
  const halfOfSum = i32x4.splat(128);
  for (let y = 0; y < height; y++) {
    const at = min(max(0, firstRow + y * rowStep), lastRow);
    const upper = plane + <usize>((at >>> 16) * stride);
    const lower = upper + <usize>stride;
    const share = (at >>> 8) & 255;
    const below = i16x8.splat(<i16>share);
    const above = i16x8.splat(<i16>(256 - share));
    for (let x = 0; x < stride; x += 16) {
      const a = v128.load(upper + <usize>x);
      const b = v128.load(lower + <usize>x);
      const left = i16x8.add(
        i16x8.add(
          i16x8.mul(i16x8.extend_low_i8x16_u(a), above),
          i16x8.mul(i16x8.extend_low_i8x16_u(b), below),
        ),
        half,
      );
      const right = i16x8.add(
        i16x8.add(
          i16x8.mul(i16x8.extend_high_i8x16_u(a), above),
          i16x8.mul(i16x8.extend_high_i8x16_u(b), below),
        ),
        half,
      );
      v128.store(row + <usize>x, i8x16.narrow_i16x8_u(i16x8.shr_u(left, 8), i16x8.shr_u(right, 8)));
    }
    let block = blocks;
    let out = to + <usize>(y * width);
    for (let x = 0; x < width; x += 8) {
      const pixels = i8x16.swizzle(v128.load(row + <usize>load<i32>(block)), v128.load(block, 16));
      const one = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(pixels), v128.load(block, 32));
      const two = i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(pixels), v128.load(block, 48));
      const eight = i16x8.narrow_i32x4_u(
        i32x4.shr_u(i32x4.add(one, halfOfSum), 8),
        i32x4.shr_u(i32x4.add(two, halfOfSum), 8),
      );
      // The rest of the last eight is overwritten by the next row.
      v128.store64_lane(out, i8x16.narrow_i16x8_u(eight, eight), 0);
      block += 64;
      out += 8;
    }
  }
}

@inline
function lightness(pixels: v128): v128 {
  const byte = i32x4.splat(255);
  const red = i32x4.mul(v128.and(pixels, byte), i32x4.splat(11966));
  const green = i32x4.mul(v128.and(i32x4.shr_u(pixels, 8), byte), i32x4.splat(40254));
  const blue = i32x4.mul(v128.and(i32x4.shr_u(pixels, 16), byte), i32x4.splat(4064));
  return i32x4.shr_u(i32x4.add(i32x4.add(red, green), i32x4.add(blue, i32x4.splat(1081344))), 16);
}

/** A plane of colour from sums of four pixels. */
@inline
function colour(red: v128, green: v128, blue: v128, ofRed: i32, ofGreen: i32, ofBlue: i32): v128 {
  const sum = i32x4.add(
    i32x4.add(i32x4.mul(red, i32x4.splat(ofRed)), i32x4.mul(green, i32x4.splat(ofGreen))),
    i32x4.add(i32x4.mul(blue, i32x4.splat(ofBlue)), i32x4.splat(33685504)),
  );
  return i32x4.shr_u(sum, 18);
}

/** Of eight pixels of two rows in a channel: the four sums of two by two. */
@inline
function squares(upper: v128, upper2: v128, lower: v128, lower2: v128, shift: i32): v128 {
  const byte = i32x4.splat(255);
  const first = i32x4.add(v128.and(i32x4.shr_u(upper, shift), byte), v128.and(i32x4.shr_u(lower, shift), byte));
  const second = i32x4.add(v128.and(i32x4.shr_u(upper2, shift), byte), v128.and(i32x4.shr_u(lower2, shift), byte));
  return i32x4.add(v128.shuffle<i32>(first, second, 0, 2, 4, 6), v128.shuffle<i32>(first, second, 1, 3, 5, 7));
}

@inline
function bytes(one: v128, two: v128): v128 {
  const shorts = i16x8.narrow_i32x4_u(one, two);
  return i8x16.narrow_i16x8_u(shorts, shorts);
}

/**
 * Writes RGBA pixels in the colours of HD video: a plane of light, two of colour at half the size, and one of transparency
 * unless `alpha` is 0. `width` is a multiple of eight, `height` even.
 */
export function toPlanes(
  pixels: usize,
  width: i32,
  height: i32,
  light: usize,
  blue: usize,
  red: usize,
  alpha: usize,
): void {
  for (let y = 0; y < height; y += 2) {
    let upper = pixels + <usize>(y * width * 4);
    let lower = upper + <usize>(width * 4);
    const half = <usize>((y >>> 1) * (width >>> 1));
    for (let x = 0; x < width; x += 8) {
      const a = v128.load(upper);
      const b = v128.load(upper, 16);
      const c = v128.load(lower);
      const d = v128.load(lower, 16);
      upper += 32;
      lower += 32;
      const here = <usize>(y * width + x);
      const under = here + <usize>width;
      const small = half + <usize>(x >>> 1);
      if (!v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) {
        store<u64>(light + here, 0x1010101010101010);
        store<u64>(light + under, 0x1010101010101010);
        store<u32>(blue + small, 0x80808080);
        store<u32>(red + small, 0x80808080);
        if (alpha) {
          store<u64>(alpha + here, 0);
          store<u64>(alpha + under, 0);
        }
        continue;
      }
      v128.store64_lane(light + here, bytes(lightness(a), lightness(b)), 0);
      v128.store64_lane(light + under, bytes(lightness(c), lightness(d)), 0);
      const r = squares(a, b, c, d, 0);
      const g = squares(a, b, c, d, 8);
      const bl = squares(a, b, c, d, 16);
      const u = colour(r, g, bl, -6596, -22189, 28784);
      const v = colour(r, g, bl, 28784, -26145, -2639);
      v128.store32_lane(blue + small, bytes(u, u), 0);
      v128.store32_lane(red + small, bytes(v, v), 0);
      if (alpha) {
        v128.store64_lane(alpha + here, bytes(i32x4.shr_u(a, 24), i32x4.shr_u(b, 24)), 0);
        v128.store64_lane(alpha + under, bytes(i32x4.shr_u(c, 24), i32x4.shr_u(d, 24)), 0);
      }
    }
  }
}
