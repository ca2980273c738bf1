import { type FileHandle, open } from "node:fs/promises";
import { MediaError } from "./media-error";

/** Most files of one archive, and most bytes of them unpacked: what reads it later is not led into filling its disk. */
const mostEntries = 10_000;
const mostUnpacked = 8 * 1024 ** 3;
const mostDirectory = 16 * 1024 ** 2;
const endLength = 22;
const entryLength = 46;
const signature = { end: 0x06054b50, entry: 0x02014b50 };

/**
 * Reads the central directory of a ZIP and unpacks nothing: every entry must be listed, lie inside the file, and have a name
 * that stays below the folder it is unpacked into. Throws MediaError.
 */
export async function checkZip(path: string): Promise<void> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { entries, directory } = await directoryOf(file, size);
    let at = 0;
    let unpacked = 0;
    for (let i = 0; i < entries; i++) {
      if (at + entryLength > directory.length || directory.readUInt32LE(at) !== signature.entry) throw damaged();
      const [flags, packed] = [directory.readUInt16LE(at + 8), directory.readUInt32LE(at + 20)];
      const names = [28, 30, 32].map((offset) => directory.readUInt16LE(at + offset));
      const [nameLength = 0] = names;
      if (directory.readUInt32LE(at + 42) + packed > size) throw damaged();
      if (flags & 1) throw new MediaError("not_decodable", "The ZIP file is encrypted: send it without a password");
      checkName(directory.subarray(at + entryLength, at + entryLength + nameLength));
      unpacked += directory.readUInt32LE(at + 24);
      at += entryLength + names.reduce((sum, length) => sum + length, 0);
    }
    if (at !== directory.length) throw damaged();
    if (unpacked > mostUnpacked) throw tooLarge(`more than ${mostUnpacked / 1024 ** 3} GB when unpacked`);
  } finally {
    await file.close();
  }
}

/** The end record is the last one of the file, before at most 64 KB of comment. */
async function directoryOf(file: FileHandle, size: number): Promise<{ entries: number; directory: Buffer }> {
  const tail = await read(file, Math.max(0, size - endLength - 0xffff), Math.min(size, endLength + 0xffff));
  for (let at = tail.length - endLength; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== signature.end || at + endLength + tail.readUInt16LE(at + 20) !== tail.length)
      continue;
    const entries = tail.readUInt16LE(at + 10);
    const [length, start] = [tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
    if (entries > mostEntries) throw tooLarge(`more than ${mostEntries} entries`);
    if (start + length !== size - (tail.length - at)) throw damaged();
    if (length > mostDirectory) throw tooLarge(`more than ${mostDirectory / 1024 ** 2} MB of names`);
    return { entries, directory: await read(file, start, length) };
  }
  throw damaged();
}

function checkName(bytes: Buffer): void {
  const name = bytes.toString("utf8");
  const isOutside = name.split(/[/\\]/).includes("..") || /^[/\\]|^[a-z]:|\0/i.test(name);
  if (name === "" || isOutside) {
    throw new MediaError("not_decodable", `The ZIP file has an entry with an unsafe name: "${name.slice(0, 80)}"`);
  }
}

async function read(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
  if (bytesRead !== length) throw damaged();
  return buffer;
}

const damaged = () => new MediaError("not_decodable", "The ZIP file is damaged or incomplete");
const tooLarge = (why: string) => new MediaError("too_large", `The ZIP file has ${why}`);
