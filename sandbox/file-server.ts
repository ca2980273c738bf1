import { createReadStream } from "node:fs";
import { rename, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import type { Chosen } from "./faults/rules";
import type { Tools } from "./media/ffmpeg";

const TYPES: Record<string, string> = {
  ".jpg": "image/jpeg",
  ".png": "image/png",
  ".webp": "image/webp",
  ".mp4": "video/mp4",
  ".mp3": "audio/mpeg",
  ".wav": "audio/wav",
};

interface Kept {
  file: string;
  fault: Chosen | undefined;
}

export interface FileServer {
  /** Adds a file under a unique name and returns the name; `move` moves the file into the folder. */
  put(file: string, name: string, options: { move: boolean; faults: Chosen[] }): Promise<string>;
  /** Where the bytes are; null for a name that is not known. */
  pathOf(name: string): string | null;
  serve(name: string, request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** Serves results by name until the process ends. */
export function openFileServer(folder: string, tools: Tools): FileServer {
  const kept = new Map<string, Kept>();
  return {
    async put(file, name, { move, faults }) {
      const whole = `${name}${path.extname(file)}`;
      const place = move ? path.join(folder, whole) : file;
      if (move) await rename(file, place);
      kept.set(whole, { file: place, fault: faults.find(({ fault }) => fault.result) });
      return whole;
    },
    pathOf: (name) => kept.get(name)?.file ?? null,
    async serve(name, request, response) {
      const entry = kept.get(name);
      if (!entry) {
        response.writeHead(404, { "content-type": "application/json" }).end('{"detail":"no such file"}');
        return;
      }
      const type = TYPES[path.extname(name)] ?? "application/octet-stream";
      if (entry.fault?.fault.result) {
        await entry.fault.fault.result({ response, value: entry.fault.value, file: entry.file, type, tools });
        return;
      }
      const { size } = await stat(entry.file);
      response.writeHead(200, {
        "content-type": type,
        "content-length": String(size),
        "x-content-type-options": "nosniff",
      });
      if (request.method === "HEAD") response.end();
      else
        createReadStream(entry.file)
          .on("error", () => response.destroy())
          .pipe(response);
    },
  };
}
