import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findTools, run } from "./media/ffmpeg";
import { probeClip } from "./media/probe";
import { type Caller, openCaller } from "./testing/caller";

/** Clips as cameras, editors and browsers write them, joined by the service and inspected. */

const tools = await findTools({ ffmpegPath: null, ffprobePath: null });
let caller: Caller;
let folder: string;
beforeAll(async () => {
  [caller, folder] = await Promise.all([openCaller(), mkdtemp(path.join(os.tmpdir(), "join-test-"))]);
});
afterAll(async () => {
  await caller.close();
  await rm(folder, { recursive: true });
});

const x264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"];
const beep = ["-f", "lavfi", "-i", "sine=d=20"];

async function make(name: string, args: string[]): Promise<string> {
  const file = path.join(folder, name);
  await run(tools.ffmpeg, ["-v", "error", "-y", ...args, file], { limit: 60 });
  return file;
}

/** A picture with a colour in each corner: red and green at the top, blue and white at the bottom. */
const corners = (size: string, seconds: number, rate = 25) => {
  const [width = 0, height = 0] = size.split("x").map(Number);
  const box = (x: string, y: string, colour: string) =>
    `drawbox=x=${x}:y=${y}:w=${Math.ceil(width / 2)}:h=${Math.ceil(height / 2)}:color=${colour}:t=fill`;
  const boxes = [
    box("0", "0", "red"),
    box("iw/2", "0", "lime"),
    box("0", "ih/2", "blue"),
    box("iw/2", "ih/2", "white"),
  ];
  return ["-f", "lavfi", "-i", `color=black:s=${size}:d=${seconds}:r=${rate},format=gbrp,${boxes.join(",")}`];
};

async function joined(files: string[]) {
  const input = await Promise.all(
    files.map(async (file) => ({
      type: "video",
      url: `data:video/mp4;base64,${(await readFile(file)).toString("base64")}`,
    })),
  );
  const told = await caller.run("concat-upscale", { input });
  expect(told).toMatchObject({ status: "completed", error: null });
  const film = await caller.save(told.localUrl[0], folder);
  return { film, ...(await probeClip(tools, film)) };
}

/** One frame, as rows of pixels. */
async function frameAt(film: string, seconds: number, width: number) {
  const raw = await make(`${path.basename(film)}-${seconds}.rgb`, [
    ...["-ss", String(seconds), "-i", film, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24"],
  ]);
  const bytes = await readFile(raw);
  return (x: number, y: number) => {
    const at = (Math.round(y) * width + Math.round(x)) * 3;
    return [bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0] as const;
  };
}

const names = [
  [220, 20, 20, "red"],
  [20, 220, 20, "green"],
  [20, 20, 220, "blue"],
  [220, 220, 220, "white"],
  [0, 0, 0, "black"],
] as const;
function nameOf([r, g, b]: readonly [number, number, number]): string {
  const far = (of: (typeof names)[number]) => Math.hypot(of[0] - r, of[1] - g, of[2] - b);
  return [...names].sort((one, other) => far(one) - far(other))[0]?.[3] ?? "";
}

/** The colours of the four quarters of the visible picture, and its aspect ratio; black bars are not part of it. */
async function shownAt(film: string, seconds: number, { width, height }: { width: number; height: number }) {
  const pixel = await frameAt(film, seconds, width);
  const across = Array.from({ length: width }, (_, x) => nameOf(pixel(x, height * 0.4)) !== "black");
  const down = Array.from({ length: height }, (_, y) => nameOf(pixel(width * 0.4, y)) !== "black");
  const [left, right] = [across.indexOf(true), across.lastIndexOf(true)];
  const [top, bottom] = [down.indexOf(true), down.lastIndexOf(true)];
  const part = (x: number, y: number) => nameOf(pixel(left + (right - left) * x, top + (bottom - top) * y));
  return {
    quarters: [part(0.25, 0.25), part(0.75, 0.25), part(0.25, 0.75), part(0.75, 0.75)],
    shape: (right - left + 1) / (bottom - top + 1),
  };
}
const upright = ["red", "green", "blue", "white"];

test("a browser's recording without a stored duration keeps its whole length", async () => {
  const first = await make("tone.mp4", [...corners("320x240", 2, 24), ...beep, "-t", "2", ...x264, "-c:a", "aac"]);
  const pipe = ["-t", "1.5", "-c:v", "libvpx", "-c:a", "libopus", "-f", "webm", "-live", "1"];
  const saved = await make("saved.webm", [...corners("320x240", 1.5, 24), ...beep, ...pipe]);
  const matroska = await make("more.mkv", ["-i", first, "-c", "copy", "-f", "matroska", "-live", "1"]);
  const film = await joined([first, saved, matroska]);
  expect(Math.abs(film.duration - 5.5)).toBeLessThan(1 / 24);
  for (const at of [1, 2.8, 4.5]) expect((await shownAt(film.film, at, film)).quarters).toEqual(upright);
});

test.each([
  ["a quarter to the left", 90],
  ["a quarter to the right", -90],
  ["upside down", 180],
])("a clip recorded with a turned camera (%s) is upright", async (_, rotation) => {
  const flat = await make("flat.mp4", [...corners("320x180", 1, 30), ...x264]);
  // The pixels as the camera stored them, and the rotation that shows them upright.
  const turns = { "90": "transpose=1", "-90": "transpose=2", "180": "hflip,vflip" }[String(rotation)] ?? "null";
  const laid = await make(`laid${rotation}.mp4`, [...corners("180x320", 1, 30), "-vf", turns, ...x264]);
  const turned = await withTurn(laid, rotation);
  expect(await probeClip(tools, turned)).toMatchObject({ width: 180, height: 320 });
  const film = await joined([flat, turned]);
  expect(Math.abs(film.duration - 2)).toBeLessThan(1 / 30);
  const { quarters, shape } = await shownAt(film.film, 1.5, film);
  expect(quarters).toEqual(upright);
  expect(shape).toBeCloseTo(180 / 320, 1);
  // Clips of the same kind would be joined without encoding, and lose their rotation.
  const both = await joined([turned, turned]);
  expect(both).toMatchObject({ width: 180, height: 320 });
  expect((await shownAt(both.film, 1.5, both)).quarters).toEqual(upright);
});

/** Writes the first track's matrix (16.16 fixed point), as cameras do. */
async function withTurn(file: string, degrees: number): Promise<string> {
  const bytes = await readFile(file);
  const angle = (-degrees * Math.PI) / 180;
  const [cos, sin] = [Math.round(Math.cos(angle)) * 0x10000, Math.round(Math.sin(angle)) * 0x10000];
  const matrix = bytes.indexOf("tkhd") + 44;
  for (const [at, value] of [cos, sin, 0, -sin, cos].entries()) bytes.writeInt32BE(value, matrix + at * 4);
  const turned = file.replace(".mp4", "-turned.mp4");
  await writeFile(turned, bytes);
  return turned;
}

test("pixels that are not square keep their intended aspect ratio", async () => {
  const anamorphic = await make("wide.mp4", [...corners("720x576", 1), "-vf", "setsar=64/45", ...x264]);
  const alone = await joined([anamorphic, anamorphic]);
  expect([alone.width, alone.height]).toEqual([1024, 576]);
  const square = await make("square.mp4", [...corners("320x320", 1), ...x264]);
  const film = await joined([square, anamorphic]);
  const { quarters, shape } = await shownAt(film.film, 1.5, film);
  expect(quarters).toEqual(upright);
  expect(Math.abs(shape - 16 / 9)).toBeLessThan(0.05);
});

test("clips of odd sizes, variable frame rates and without sound are joined", async () => {
  const odd = await make("odd.mp4", [...corners("853x481", 1), ...x264.slice(0, 4), "-pix_fmt", "yuv444p"]);
  const talk = await make("talk.mp4", [...corners("640x360", 1.4, 30), ...beep, "-t", "1.4", ...x264, "-c:a", "ac3"]);
  const uneven = ["-vf", "setpts='if(lt(N,10),N*2,N+10)/30/TB'", "-fps_mode", "vfr"];
  const changing = await make("changing.mp4", [...corners("640x360", 1, 30), ...uneven, ...x264]);
  const lengths = await Promise.all([odd, talk, changing].map(async (file) => (await probeClip(tools, file)).duration));
  const film = await joined([odd, talk, changing]);
  expect(film).toMatchObject({ width: 854, hasAudio: true });
  expect(Math.abs(film.duration - lengths.reduce((sum, one) => sum + one, 0))).toBeLessThanOrEqual(
    1 / film.fps + 0.002,
  );
  for (const at of [0.5, 1.5, 3]) expect((await shownAt(film.film, at, film)).quarters).toEqual(upright);
});

test("joining without encoding keeps the visible length of each clip", async () => {
  const whole = await make("whole.mp4", [...corners("320x180", 3, 30), ...beep, "-t", "3", "-bf", "2", ...x264]);
  const cut = await make("cut.mp4", ["-ss", "1.2", "-i", whole, "-c", "copy"]);
  const { duration, fps } = await probeClip(tools, cut);
  const film = await joined([cut, cut]);
  expect(Math.abs(film.duration - 2 * duration)).toBeLessThanOrEqual(1 / fps + 0.002);
});

test.each(["smpte2084", "arib-std-b67"])(
  "high dynamic range (%s) is tone-mapped to standard range",
  async (transfer) => {
    const hdr = `log-level=error:colorprim=bt2020:transfer=${transfer}:colormatrix=bt2020nc`;
    const grey = ["-f", "lavfi", "-i", "color=0x808080:s=160x90:d=0.4:r=25,format=yuv420p10le"];
    const clip = await make(`${transfer}.mp4`, [
      ...grey,
      "-c:v",
      "libx265",
      "-preset",
      "ultrafast",
      "-x265-params",
      hdr,
    ]);
    const plain = await make("sdr.mp4", [...corners("160x90", 0.4), ...x264]);
    const film = await joined([clip, plain]);
    expect((await probeClip(tools, film.film)).hdr).toBeNull();
    const pixel = await frameAt(film.film, 0.2, film.width);
    const [r, g, b] = pixel(80, 45);
    // Half of the signal is about a tenth of 1000 nits in either curve: brighter than half on a standard screen, and
    // still grey.
    expect(Math.max(r, g, b) - Math.min(r, g, b)).toBeLessThan(12);
    expect(r).toBeGreaterThan(90);
    expect((await shownAt(film.film, 0.6, film)).quarters).toEqual(upright);
  },
);
