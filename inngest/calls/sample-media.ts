import type { SampleMedia } from "@/lib/routing/smallest-request";

/** A grey picture of a size that every vendor takes, and a second of silence. */
export async function sampleMedia(): Promise<SampleMedia> {
  const { default: sharp } = await import("sharp"); // few processes ever need it
  const grey = { width: 512, height: 512, channels: 3, background: "#808080" } as const;
  const picture = await sharp({ create: grey }).png().toBuffer();
  return {
    image: `data:image/png;base64,${picture.toString("base64")}`,
    audio: `data:audio/wav;base64,${silence().toString("base64")}`,
  };
}

/** WAV: 8 bits, mono, 8 kHz, one second. */
function silence(): Buffer {
  const [rate, header] = [8000, Buffer.alloc(44)];
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + rate, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write("data", 36);
  header.writeUInt32LE(rate, 40);
  return Buffer.concat([header, Buffer.alloc(rate, 128)]);
}
