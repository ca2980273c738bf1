import sharp, { type Sharp } from "sharp";
import { quadOf } from "./camera";
import { captionPlate } from "./caption";
import { graded } from "./grades";
import { lookAt } from "./look";
import { markOf, openPicture, type Picture, pixels, raw } from "./picture";
import { framingOf } from "./shots";
import { warp } from "./warp";

export interface Frame {
  width: number;
  height: number;
}

/** The largest part of a picture with the frame's proportions, as fractions. */
function coverOf(picture: Frame, frame: Frame): Frame {
  const wanted = frame.width / frame.height;
  const given = picture.width / picture.height;
  return given > wanted ? { width: wanted / given, height: 1 } : { width: 1, height: given / wanted };
}

/** Blurs towards the edges, like a long lens. */
async function shallow(picture: Picture, amount: number): Promise<Picture> {
  if (amount <= 0) return picture;
  const { width, height } = picture;
  const mask = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><radialGradient id="f" cx=".5" cy=".5" r=".72">
    <stop offset=".42" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#fff" stop-opacity="${amount}"/></radialGradient>
    <rect width="100%" height="100%" fill="url(#f)"/></svg>`;
  const soft = await raw(picture)
    .blur(Math.max(width, height) / 130)
    .png({ compressionLevel: 0 })
    .toBuffer();
  const edges = await sharp(soft)
    .ensureAlpha()
    .composite([{ input: Buffer.from(mask), blend: "dest-in" }])
    .png({ compressionLevel: 0 })
    .toBuffer();
  return pixels(raw(picture).composite([{ input: edges }]));
}

/** Removes our own caption from a picture that comes back as an input, by mirroring the area above it. */
export async function withoutCaption(picture: Picture, service: string): Promise<Picture> {
  const plate = await captionPlate(service, picture);
  const grow = Math.ceil(plate.height * 0.4);
  const box = {
    left: 0,
    width: Math.min(picture.width, plate.left + plate.width + grow * 2),
    height: picture.height - plate.top + grow,
  };
  const top = picture.height - box.height;
  if (top < box.height) return picture;
  const above = await raw(picture)
    .extract({ ...box, top: top - box.height })
    .flip()
    .png()
    .toBuffer();
  const fade = `<svg xmlns="http://www.w3.org/2000/svg" width="${box.width}" height="${box.height}"><defs>
    <linearGradient id="y" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-opacity="0"/><stop offset=".22" stop-opacity="1"/></linearGradient>
    <linearGradient id="x" x1="0" y1="0" x2="1" y2="0"><stop offset=".93" stop-color="#fff"/><stop offset="1" stop-color="#000"/></linearGradient>
    <mask id="m"><rect width="100%" height="100%" fill="url(#x)"/></mask></defs>
    <rect width="100%" height="100%" fill="url(#y)" mask="url(#m)"/></svg>`;
  const patch = await sharp(above)
    .ensureAlpha()
    .composite([{ input: Buffer.from(fade), blend: "dest-in" }])
    .png()
    .toBuffer();
  return pixels(raw(picture).composite([{ input: patch, left: 0, top }]));
}

/** The input without our caption. */
export async function openClean(file: string): Promise<Picture> {
  const { picture, madeBy } = await openPicture(file);
  return madeBy ? withoutCaption(picture, madeBy) : picture;
}

/** One keyframe: the picture with the framing and lighting that the text describes. */
export async function paintKeyframe(picture: Picture, text: string, frame: Frame, seed: number): Promise<Picture> {
  const look = await lookAt(picture);
  const { camera, shallow: amount } = framingOf(text, look, seed);
  const framed = await warp(picture, quadOf(camera, coverOf(picture, frame)), frame);
  return graded(await shallow(framed, amount), text, look.brightness, seed);
}

export async function signed(picture: Picture, service: string): Promise<Sharp> {
  const plate = await captionPlate(service, picture);
  return raw(picture)
    .composite([{ input: plate.png, left: plate.left, top: plate.top }])
    .withExif({ IFD0: { Software: markOf(service) } });
}
