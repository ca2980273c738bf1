import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { convertedWidth, planesOf } from "./planes";
import { zoomerOf } from "./zoom-plane";

/** Both against the same arithmetic, one pixel at a time. */

const side = fc.integer({ min: 1, max: 24 }).map((half) => 2 * half);

describe("RGBA in the colours of HD video", () => {
  const pixels = (width: number, height: number) =>
    fc.uint8Array({ minLength: 4 * width * height, maxLength: 4 * width * height });
  const picture = fc
    .record({ width: side.map(convertedWidth), height: side, hasAlpha: fc.boolean() })
    .chain((size) => pixels(size.width, size.height).map((rgba) => ({ ...size, rgba })));

  test("each pixel has the light, each two by two the colours, that BT.709 gives them", () => {
    fc.assert(
      fc.property(picture, ({ width, height, hasAlpha, rgba }) => {
        const frame = planesOf({ width, height }, hasAlpha)(new Uint8ClampedArray(rgba));
        const at = (x: number, y: number, channel: number) => rgba[4 * (y * width + x) + channel] ?? 0;
        const [whole, half] = [width * height, (width * height) / 4];
        expect(frame).toHaveLength(1.5 * whole + (hasAlpha ? whole : 0));
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const [r, g, b] = [at(x, y, 0), at(x, y, 1), at(x, y, 2)];
            const light = 16 + 219 * ((0.2126 * r + 0.7152 * g + 0.0722 * b) / 255);
            expect(Math.abs((frame[y * width + x] ?? 0) - light)).toBeLessThan(0.6);
            if (hasAlpha) expect(frame[whole + 2 * half + y * width + x]).toBe(at(x, y, 3));
            if (x % 2 || y % 2) continue;
            const mean = [0, 1, 2].map(
              (c) => (at(x, y, c) + at(x + 1, y, c) + at(x, y + 1, c) + at(x + 1, y + 1, c)) / 4 / 255,
            );
            const [red = 0, green = 0, blue = 0] = mean;
            const grey = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
            const place = whole + (y / 2) * (width / 2) + x / 2;
            expect(Math.abs((frame[place] ?? 0) - (128 + (224 * (blue - grey)) / 1.8556))).toBeLessThan(0.6);
            expect(Math.abs((frame[place + half] ?? 0) - (128 + (224 * (red - grey)) / 1.5748))).toBeLessThan(0.6);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test("a frame stays as it is while the next one is converted", () => {
    const convert = planesOf({ width: 8, height: 2 }, true);
    const first = convert(new Uint8ClampedArray(64).fill(200));
    const before = Buffer.from(first);
    convert(new Uint8ClampedArray(64).fill(20));
    expect(first.equals(before)).toBe(true);
  });
});

describe("an area of a picture", () => {
  const areas = fc
    .record({
      width: side,
      height: side,
      to: fc.record({ width: side, height: side }),
      scale: fc.double({ min: 0.3, max: 1, noNaN: true }),
    })
    .chain((size) =>
      fc
        .uint8Array({ minLength: size.width * size.height * 1.5, maxLength: size.width * size.height * 1.5 })
        .map((bytes) => ({ ...size, bytes })),
    );

  test("is drawn between its pixels, within three of 256", () => {
    fc.assert(
      fc.property(areas, ({ width, height, to, scale, bytes }) => {
        const along = (from: number, into: number) => {
          const step = Math.min(1.8, (from / into) * scale);
          return { from: Math.max(0, (from - step * into) / 2 + step / 2 - 0.5), step };
        };
        const [across, down] = [along(width, to.width), along(height, to.height)];
        const frame = zoomerOf(Buffer.from(bytes), { width, height, stride: width }, to)(across, down);
        expect(frame).toHaveLength(to.width * to.height * 1.5);
        for (let y = 0; y < to.height; y++) {
          for (let x = 0; x < to.width; x++) {
            const px = Math.min(across.from + x * across.step, width - 1 - 0.001);
            const py = Math.min(down.from + y * down.step, height - 1 - 0.001);
            const isInside = across.from + to.width * across.step <= width - 1;
            if (!isInside) continue;
            const at = (dx: number, dy: number) => bytes[(Math.floor(py) + dy) * width + Math.floor(px) + dx] ?? 0;
            const [fx, fy] = [px % 1, py % 1];
            const wanted =
              (at(0, 0) * (1 - fx) + at(1, 0) * fx) * (1 - fy) + (at(0, 1) * (1 - fx) + at(1, 1) * fx) * fy;
            expect(Math.abs((frame[y * to.width + x] ?? 0) - wanted)).toBeLessThan(3);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test("moves steadily: a tenth of a pixel further is a tenth of the way to the next one", () => {
    const [width, height] = [64, 8];
    const bytes = Buffer.alloc(width * height * 1.5, 128);
    for (let i = 0; i < width * height; i++) bytes[i] = (i % width) * 4;
    const zoomed = zoomerOf(bytes, { width, height, stride: width }, { width: 32, height: 4 });
    const lights = [0, 1, 2, 3, 4, 5].map((n) => zoomed({ from: 4 + n / 4, step: 1 }, { from: 1, step: 1 })[10] ?? 0);
    expect(lights).toEqual([56, 57, 58, 59, 60, 61]);
  });
});
