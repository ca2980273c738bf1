import sharp from "sharp";
import { hasClearGround, shownLuma, withoutGround } from "./logo";
import { asSharp, openWithAlpha } from "./open";

const mostOfLogo = 600;
/** The least difference of brightness, 0 to 1, at which a logo is seen without a plate. */
const seen = 0.22;
const [paper, night] = ["#ffffff", "#16181d"];

/**
 * Saves a logo with clear ground. One whose ground is not plain gets round corners, and one that is as bright as what is
 * behind it gets a plate.
 */
export async function clearLogo(source: string, to: string, behind: number): Promise<string> {
  const logo = await openWithAlpha(source, mostOfLogo);
  const clear = hasClearGround(logo) ? logo.data : withoutGround(logo);
  const { width, height } = logo;
  if (!clear) {
    await asSharp({ ...logo, data: rounded(logo.data, { width, height }) }, 4)
      .png()
      .toFile(to);
    return to;
  }
  const trimmed = await asSharp({ ...logo, data: clear }, 4)
    .png()
    .toBuffer();
  const luma = shownLuma({ ...logo, data: clear });
  if (Math.abs(luma - behind) >= seen) await sharp(trimmed).trim({ threshold: 1 }).png().toFile(to);
  else await onPlate(trimmed, luma < 0.5 ? paper : night, to);
  return to;
}

async function onPlate(logo: Buffer, background: string, to: string): Promise<void> {
  const { data: png, info } = await sharp(logo).trim({ threshold: 1 }).png().toBuffer({ resolveWithObject: true });
  const room = Math.round(Math.min(info.width, info.height) * 0.3);
  const plate = sharp(png).extend({ top: room, bottom: room, left: room, right: room, background: "#00000000" });
  const raw = await plate.flatten({ background }).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height } = raw.info;
  const data = rounded(new Uint8Array(raw.data), { width, height });
  await asSharp({ data, width, height }, 4).png().toFile(to);
}

/** Cuts the corners of a picture that fills its frame. */
function rounded(data: Uint8Array, { width, height }: { width: number; height: number }): Uint8Array {
  const result = Uint8Array.from(data);
  const radius = Math.min(width, height) * 0.16;
  const beyond = (at: number, length: number) => Math.max(radius - at, at - (length - 1 - radius), 0);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (Math.hypot(beyond(x, width), beyond(y, height)) > radius) result[(y * width + x) * 4 + 3] = 0;
  return result;
}
