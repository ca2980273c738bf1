import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { resolveTools } from "../tools";

/** Makes small videos, audio files and stills in a temporary folder. */

export const tools = resolveTools();
export const picture = (seconds: number, size = "64x48", rate = 25) => [
  ...["-f", "lavfi", "-i", `testsrc=d=${seconds}:s=${size}:r=${rate}`],
];
export const sound = (seconds: number) => ["-f", "lavfi", "-i", `sine=d=${seconds}`];
export const h264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"];

export async function mediaFolder() {
  const dir = await mkdtemp(join(tmpdir(), "media-"));
  const path = (name: string) => join(dir, name);
  const make = (name: string, ...args: string[]): string => {
    execFileSync(tools.ffmpeg, ["-nostdin", "-v", "error", "-y", ...args, path(name)], { stdio: "pipe" });
    return path(name);
  };
  const put = async (name: string, bytes: Uint8Array | string): Promise<string> => {
    await writeFile(path(name), bytes);
    return path(name);
  };
  make("film.mp4", ...picture(2), ...sound(2), ...h264, "-c:a", "aac", "-movflags", "+faststart");
  make("film.mov", "-i", path("film.mp4"), "-c", "copy");
  make("film.mkv", "-i", path("film.mp4"), "-c", "copy");
  make("silent.webm", ...picture(1), "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8");
  for (const name of ["sound.mp3", "sound.wav", "sound.flac", "sound.m4a"]) make(name, ...sound(1));
  make("sound.ogg", ...sound(1), "-c:a", "libvorbis");
  make("opus.ogg", ...sound(1), "-c:a", "libopus");
  const still = sharp({ create: { width: 60, height: 40, channels: 3, background: "teal" } });
  for (const name of ["still.png", "still.jpg", "still.webp"]) await still.clone().toFile(path(name));
  return { dir, path, make, put, remove: () => rm(dir, { recursive: true }) };
}
