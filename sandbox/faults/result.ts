import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { ffmpeg } from "../media/ffmpeg";
import { type Fault, numberIn, pause } from "./fault";

const MEGABYTE = Buffer.alloc(1_048_576, 0x55);

function* endless(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= MEGABYTE.length) yield MEGABYTE.subarray(0, Math.min(left, MEGABYTE.length));
}

/** The number of requests for each file of `result-late`. */
const fetches = new Map<string, number>();

export const resultFaults: Fault[] = [
  {
    name: "result-404",
    says: "the result's address is 404",
    result({ response }) {
      response.writeHead(404, { "content-type": "application/json" }).end('{"detail":"no such file"}');
    },
  },
  {
    name: "result-expired",
    says: "the result's signed address has expired",
    result({ response }) {
      response
        .writeHead(403, { "content-type": "application/xml" })
        .end("<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>");
    },
  },
  {
    name: "result-late",
    says: "the result's address is 404 at first",
    takes: "how many times (2)",
    async result({ response, value, file, type }) {
      const before = fetches.get(file) ?? 0;
      fetches.set(file, before + 1);
      if (before < numberIn(value, 2)) return void response.writeHead(404).end();
      const bytes = await readFile(file);
      response.writeHead(200, { "content-type": type, "content-length": String(bytes.length) }).end(bytes);
    },
  },
  {
    name: "result-empty",
    says: "the result has no bytes",
    result({ response, type }) {
      response.writeHead(200, { "content-type": type, "content-length": "0" }).end();
    },
  },
  {
    name: "result-large",
    says: "the result is too large",
    takes: "bytes (2000000000), then 1 to leave out content-length",
    result({ response, type, value }) {
      const bytes = numberIn(value, 2_000_000_000);
      const silent = numberIn(value, 0, 1) === 1;
      response.writeHead(200, { "content-type": type, ...(silent ? {} : { "content-length": String(bytes) }) });
      Readable.from(endless(bytes))
        .on("error", () => {})
        .pipe(response);
    },
  },
  {
    name: "result-type",
    says: "the result is of another type: a web page",
    result({ response }) {
      response
        .writeHead(200, { "content-type": "text/html" })
        .end("<!doctype html><title>Sign in</title><p>Sign in to go on</p>");
    },
  },
  {
    name: "result-gzip",
    says: "the result is sent compressed",
    result({ response, type, file }) {
      response.writeHead(200, { "content-type": type, "content-encoding": "gzip" });
      createReadStream(file).pipe(createGzip()).pipe(response);
    },
  },
  {
    name: "result-bomb",
    says: "the result is 300 MB of nothing, compressed to 300 KB",
    result({ response, type }) {
      response.writeHead(200, { "content-type": type, "content-encoding": "gzip" });
      const zip = createGzip();
      response.once("close", () => zip.destroy());
      Readable.from(endless(300_000_000))
        .on("error", () => {})
        .pipe(zip)
        .pipe(response);
    },
  },
  {
    name: "result-redirect",
    says: "the result redirects to a private address",
    takes: "where to (http://169.254.169.254/latest/meta-data/)",
    result({ response, value }) {
      response.writeHead(302, { location: value || "http://169.254.169.254/latest/meta-data/" }).end();
    },
  },
  {
    name: "result-broken",
    says: "the result begins as it should and cannot be decoded",
    async result({ response, type, file }) {
      const bytes = await readFile(file);
      bytes.fill(0x2a, 64);
      response.writeHead(200, { "content-type": type, "content-length": String(bytes.length) }).end(bytes);
    },
  },
  {
    name: "result-cut",
    says: "the connection is cut in the middle of the result",
    async result({ response, type, file }) {
      const bytes = await readFile(file);
      response.writeHead(200, { "content-type": type, "content-length": String(bytes.length) });
      response.write(bytes.subarray(0, bytes.length / 2), () => response.socket?.resetAndDestroy());
    },
  },
  {
    name: "result-slow",
    says: "the result arrives late",
    takes: "seconds (5)",
    async result({ response, type, file, value }) {
      const gone = new AbortController();
      response.once("close", () => gone.abort());
      await pause(numberIn(value, 5), gone.signal);
      const bytes = await readFile(file);
      if (!response.destroyed)
        response.writeHead(200, { "content-type": type, "content-length": String(bytes.length) }).end(bytes);
    },
  },
  {
    name: "result-black",
    says: "the result is a black and silent video, or a black picture",
    async result({ response, type, file, tools }) {
      const black = path.join(path.dirname(file), `black-${randomUUID()}${path.extname(file)}`);
      const isVideo = type.startsWith("video/");
      const args = ["-i", file, "-vf", "drawbox=c=black:t=fill", ...(isVideo ? ["-af", "volume=0"] : []), black];
      await ffmpeg(tools, args, { limit: 120 });
      const bytes = await readFile(black);
      await rm(black);
      response.writeHead(200, { "content-type": type, "content-length": String(bytes.length) }).end(bytes);
    },
  },
  { name: "result-none", says: "completed, with an empty list of results", withoutResult: true },
];
