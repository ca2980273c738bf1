/** PCM of 16 bits and one channel, as espeak-ng writes it. */
export type Samples = { rate: number; data: Buffer };

/** The samples of a WAV file. A length of the header that is longer than the file ends with the file. */
export function samplesOf(wav: Buffer): Samples {
  let rate = 22_050;
  for (let at = 12; at + 8 <= wav.length; ) {
    const size = wav.readUInt32LE(at + 4);
    const name = wav.toString("latin1", at, at + 4);
    if (name === "fmt ") rate = wav.readUInt32LE(at + 12);
    if (name === "data") {
      const data = wav.subarray(at + 8, Math.min(wav.length, at + 8 + size));
      return { rate, data: data.subarray(0, data.length - (data.length % 2)) };
    }
    at += 8 + size + (size % 2);
  }
  throw new Error("The voice made no sound.");
}

const silentBelow = 0.004 * 32_768;

/** Without the silence before and after the voice, but for a hundredth of a second. */
export function trimmed({ rate, data }: Samples): Buffer {
  const count = data.length / 2;
  const isHeard = (i: number) => Math.abs(data.readInt16LE(i * 2)) >= silentBelow;
  let [from, to] = [0, count];
  while (from < to && !isHeard(from)) from++;
  while (to > from && !isHeard(to - 1)) to--;
  if (from === to) return data.subarray(0, 0);
  const margin = Math.round(rate / 100);
  return data.subarray(Math.max(0, from - margin) * 2, Math.min(count, to + margin) * 2);
}

export const pause = (seconds: number, rate: number): Buffer => Buffer.alloc(2 * Math.round(seconds * rate));

export function wavOf({ rate, data }: Samples): Buffer {
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}
