/**
 * The search for where the blocks of a picture were in another one. Pictures are squares of one byte a pixel; places of
 * blocks are in rows of `blocks`.
 */

const block = 8;
const worst: i32 = 1_000_000_000;

@inline
function rowDifference(to: usize, from: usize): v128 {
  const a = v128.load64_zero(to);
  const b = v128.load64_zero(from);
  return i16x8.extadd_pairwise_i8x16_u(v128.or(i8x16.sub_sat_u(a, b), i8x16.sub_sat_u(b, a)));
}

/** The sum of differences; long motions cost a little, so that flat areas stay where they are. */
function mismatch(from: usize, to: usize, side: i32, x: i32, y: i32, dx: i32, dy: i32): i32 {
  const sx = x + dx;
  const sy = y + dy;
  if (sx < 0 || sy < 0 || sx + block > side || sy + block > side) return worst;
  let here = to + <usize>(y * side + x);
  let there = from + <usize>(sy * side + sx);
  let sums = i16x8.splat(0);
  for (let row = 0; row < block; row++) {
    sums = i16x8.add(sums, rowDifference(here, there));
    here += <usize>side;
    there += <usize>side;
  }
  const four = i32x4.extadd_pairwise_i16x8_u(sums); // the upper half is empty
  return i32x4.extract_lane(four, 0) + i32x4.extract_lane(four, 1) + 2 * (abs(dx) + abs(dy));
}

/** Where between two neighbours the mismatch is lowest, as a part of a pixel. */
function lowest(before: i32, here: i32, after: i32): f32 {
  if (before >= worst || after >= worst) return 0;
  const bend = before + after - 2 * here;
  if (bend <= 0) return 0;
  return max<f32>(-0.5, min<f32>(0.5, <f32>(before - after) / (2.0 * <f32>bend)));
}

/**
 * For each block of `to`, the place in `from` that looks most like it: its distance in `dx` and `dy`, and the mean difference
 * there in `cost`, all of 32 bits a block.
 *
 * Blocks begin every `step` pixels. `coarse`: the distances of `coarseBlocks` blocks a row in the picture of half the size, first
 * all in x, then all in y; 0 in the smallest picture. `shift`: how far a block's number is shifted to get the number there.
 * `around`: pixels that are searched around the best guess. `marked`: for each cell of `cell` pixels whether its blocks are
 * searched, and then to parts of a pixel; 0 to search all.
 */
export function searchBlocks(
  from: usize,
  to: usize,
  side: i32,
  step: i32,
  coarse: usize,
  coarseBlocks: i32,
  shift: i32,
  around: i32,
  marked: usize,
  cell: i32,
  dx: usize,
  dy: usize,
  cost: usize,
): void {
  const blocks = (side + step - 1) / step;
  const cells = (side + cell - 1) / cell;
  const inset = (step - block) / 2;
  const coarseY = coarse + <usize>(4 * coarseBlocks * coarseBlocks);
  for (let by = 0; by < blocks; by++) {
    for (let bx = 0; bx < blocks; bx++) {
      if (marked && !load<u8>(marked + <usize>(((by * step) / cell) * cells + (bx * step) / cell))) continue;
      const x0 = max(0, min(bx * step + inset, side - block));
      const y0 = max(0, min(by * step + inset, side - block));
      let best = mismatch(from, to, side, x0, y0, 0, 0);
      let mx = 0;
      let my = 0;
      // Twice the motion of the block and its neighbours in the smaller picture.
      for (let i = 0; coarse && i < 5; i++) {
        const x = (bx >> shift) + (i == 1 ? 1 : i == 2 ? -1 : 0);
        const y = (by >> shift) + (i == 3 ? 1 : i == 4 ? -1 : 0);
        if (x < 0 || y < 0 || x >= coarseBlocks || y >= coarseBlocks) continue;
        const at = <usize>(4 * (y * coarseBlocks + x));
        const gx = 2 * <i32>load<f32>(coarse + at);
        const gy = 2 * <i32>load<f32>(coarseY + at);
        if (gx == mx && gy == my) continue;
        const found = mismatch(from, to, side, x0, y0, gx, gy);
        if (found >= best) continue;
        best = found;
        mx = gx;
        my = gy;
      }
      const cx = mx;
      const cy = my;
      for (let i = -around; i <= around; i++) {
        for (let j = -around; j <= around; j++) {
          if (i == 0 && j == 0) continue;
          const found = mismatch(from, to, side, x0, y0, cx + j, cy + i);
          if (found >= best) continue;
          best = found;
          mx = cx + j;
          my = cy + i;
        }
      }
      let px = <f32>mx;
      let py = <f32>my;
      if (marked) {
        const left = mismatch(from, to, side, x0, y0, mx - 1, my);
        const right = mismatch(from, to, side, x0, y0, mx + 1, my);
        const above = mismatch(from, to, side, x0, y0, mx, my - 1);
        const below = mismatch(from, to, side, x0, y0, mx, my + 1);
        px += lowest(left, best, right);
        py += lowest(above, best, below);
      }
      const at = <usize>(4 * (by * blocks + bx));
      store<f32>(dx + at, px);
      store<f32>(dy + at, py);
      store<f32>(cost + at, <f32>best / <f32>(block * block));
    }
  }
}
