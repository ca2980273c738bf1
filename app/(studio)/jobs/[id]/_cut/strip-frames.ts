/** Small frames of a clip, read by the browser's own decoder, one clip after the other. */

export type StripFrame = { at: number; picture: ImageBitmap };

const mostFrames = 12;
const everySeconds = 0.5;
const frameHeight = 112;

const known = new Map<string, Promise<StripFrame[]>>();
let line: Promise<unknown> = Promise.resolve();

export function framesOf(url: string): Promise<StripFrame[]> {
  const before = known.get(url);
  if (before) return before;
  const reading = line.then(() => read(url));
  line = reading.catch(() => {});
  known.set(url, reading);
  return reading;
}

async function read(url: string): Promise<StripFrame[]> {
  const video = document.createElement("video");
  Object.assign(video, { muted: true, preload: "auto", src: url });
  try {
    await happened(video, "loadeddata");
    const count = Math.max(1, Math.min(mostFrames, Math.ceil(video.duration / everySeconds)));
    const frames: StripFrame[] = [];
    for (let i = 0; i < count; i++) {
      const at = ((i + 0.5) * video.duration) / count;
      video.currentTime = at;
      await happened(video, "seeked");
      const resizeWidth = Math.max(1, Math.round((frameHeight * video.videoWidth) / video.videoHeight));
      frames.push({ at, picture: await createImageBitmap(video, { resizeWidth, resizeHeight: frameHeight }) });
    }
    return frames;
  } finally {
    video.removeAttribute("src");
    video.load();
  }
}

const happened = (video: HTMLVideoElement, event: "loadeddata" | "seeked") =>
  new Promise<void>((resolve, reject) => {
    video.addEventListener(event, () => resolve(), { once: true });
    video.addEventListener("error", () => reject(new Error("The clip cannot be read.")), { once: true });
  });
