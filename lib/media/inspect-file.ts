import { open, readFile, stat } from "node:fs/promises";
import { checkCube, looksLikeCube } from "./color-table";
import { allFileTypes, type FileType, fileTypes, namesOf } from "./file-types";
import { inspectGif } from "./gif";
import type { MediaInfo } from "./inspect";
import { MediaError } from "./media-error";
import { foreignType, type Sniffed, sniff } from "./sniff";
import { checkSrt, checkVtt, looksLikeSrt } from "./subtitles";
import { checkZip } from "./zip";

/** Text is read whole and parsed in this process. */
const mostTextBytes = 4 * 1024 * 1024;

/** The `file` type of a file by its first bytes; null when it is none of them. */
export async function fileTypeOf(path: string): Promise<FileType | null> {
  const head = await headOf(path);
  if (/^GIF8[79]a/.test(head)) return "image/gif";
  if (head.startsWith("PK\x03\x04") || head.startsWith("PK\x05\x06")) return "application/zip";
  const text = head.replace(/^\xef\xbb\xbf/, "");
  if (/^WEBVTT(?:[ \t\r\n]|$)/.test(text)) return "text/vtt";
  if (/^\s*[{[]/.test(text)) return "application/json";
  if (looksLikeCube(text)) return "application/x-cube";
  return looksLikeSrt(text) ? "application/x-subrip" : null;
}

/** The extension of any accepted file, by its bytes. */
export async function extensionOf(path: string): Promise<string> {
  const contentType = await fileTypeOf(path);
  return (await sniff(path))?.extension ?? (contentType ? fileTypes[contentType].extension : "bin");
}

async function headOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, 0);
    return buffer.subarray(0, bytesRead).toString("latin1");
  } finally {
    await file.close();
  }
}

/** Reads a file of the media type `file`. Throws MediaError when it is damaged or of no accepted type. */
export async function inspectFile(path: string, taken: readonly FileType[] = allFileTypes): Promise<MediaInfo> {
  const contentType = await fileTypeOf(path);
  if (!contentType || !taken.includes(contentType)) {
    const what = contentType ? `The file is ${namesOf([contentType])}` : await foreignType(path);
    throw new MediaError("not_media", `${what ?? "The file type is not known"}: send ${namesOf(taken)}`);
  }
  const { size: sizeBytes } = await stat(path);
  const file = { type: "file", contentType, extension: fileTypes[contentType].extension, sizeBytes } as const;
  const nothing = { width: null, height: null, duration: null, fps: null, codec: null, hasAudio: null, bitrate: null };
  if (contentType === "image/gif") return { ...file, ...nothing, ...(await inspectGif(path)), codec: "gif" };
  if (contentType === "application/zip") await checkZip(path);
  else checks[contentType](await textOf(path, sizeBytes, contentType));
  return { ...file, ...nothing };
}

async function textOf(path: string, sizeBytes: number, type: FileType): Promise<string> {
  const { name } = fileTypes[type];
  if (sizeBytes > mostTextBytes) {
    throw new MediaError("too_large", `The ${name} file is larger than ${mostTextBytes / 1024 / 1024} MB`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new MediaError("not_decodable", `The ${name} file is not UTF-8 text: save it as UTF-8`, { cause });
  }
}

/** The kind of subtitles in a file that `inspectFile` accepted; null if it has none. */
export async function subtitleKind(path: string): Promise<Sniffed | null> {
  const contentType = await fileTypeOf(path);
  if (contentType !== "text/vtt" && contentType !== "application/x-subrip") return null;
  return { type: "file", contentType, extension: fileTypes[contentType].extension };
}

const checks = {
  "text/vtt": checkVtt,
  "application/x-subrip": checkSrt,
  "application/json": checkJson,
  "application/x-cube": checkCube,
};

function checkJson(text: string): void {
  try {
    JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : "it cannot be parsed";
    throw new MediaError("not_decodable", `The JSON file is not valid: ${why.slice(0, 200)}`, { cause });
  }
}
