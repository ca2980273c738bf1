import { setMaxListeners } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import os from "node:os";
import path from "node:path";
import { admin } from "./admin";
import type { SandboxContext } from "./context";
import type { Settings } from "./env";
import { openFaultBook } from "./faults/rules";
import { openFileServer } from "./file-server";
import { answer, baseOf, checkKey, keyTest } from "./http";
import { makeCanned } from "./instant-media";
import { openLedger } from "./ledger";
import { findTools, killChildren } from "./media/ffmpeg";
import * as providers from "./providers";
import { serveVendor, type Vendor } from "./providers/vendor";
import { openQueue } from "./queue";
import { Refusal, type Service } from "./service";
import * as registry from "./services";
import { cancel, submit } from "./submit";

const services = new Map<string, Service>(Object.values(registry).map((service) => [service.id, service]));

const vendors = new Map<string, Vendor>(Object.values(providers).map((vendor) => [vendor.id, vendor]));

export interface Sandbox {
  url: string;
  close(): Promise<void>;
}

async function route(context: SandboxContext, own: string, request: IncomingMessage, response: ServerResponse) {
  const asked = request.url ?? "/";
  if (!URL.canParse(asked, own)) throw new Refusal(404, "no such page");
  const { pathname } = new URL(asked, own);
  const [first = "", ...rest] = pathname.split("/").slice(1);
  const { method } = request;
  const reads = method === "GET" || method === "HEAD";
  if (first === "health" && reads)
    return answer(response, 200, {
      status: "ok",
      ...context.queue.counts(),
      services: [...services.keys()],
      providers: [...vendors.keys()],
    });
  if (first === "files" && rest.length === 1 && reads)
    return context.fileServer.serve(rest[0] ?? "", request, response);
  const vendor = vendors.get(first);
  if (vendor) return serveVendor(vendor, context, own, request, response);
  checkKey(request, context.isKey);
  if (first === "admin") return admin(rest.join("/"), context, request, response);
  const service = services.get(first);
  if (!service) throw new Refusal(404, `there is no service "${first}"`);
  if (method !== "POST") throw new Refusal(405, "only POST is answered here");
  if (rest.join("/") === "v1/generate") return submit(service, context, baseOf(request, own), request, response);
  if (rest[0] === "cancel" && rest.length === 2) return cancel(rest[1] ?? "", context, response);
  throw new Refusal(404, "no such page");
}

async function openFolders(dataDir: string | undefined): Promise<{ root: string; files: string; work: string }> {
  const root = dataDir ?? (await mkdtemp(path.join(os.tmpdir(), "nextscene-sandbox-")));
  const folders = { root, files: path.join(root, "files"), work: path.join(root, "work") };
  // Only these two subfolders may be emptied, since the caller chooses the folder.
  for (const folder of [folders.files, folders.work]) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  }
  return folders;
}

export type SandboxOptions = Partial<Settings> & { apiKey: string; say?: SandboxContext["say"] };

/** Starts a sandbox. Default `port`: a free one; default `dataDir`: a temporary folder that is removed on close. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const host = options.host ?? "127.0.0.1";
  const tools = await findTools({ ffmpegPath: options.ffmpegPath ?? null, ffprobePath: options.ffprobePath ?? null });
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // one listener per running job
  let handle: http.RequestListener | undefined;
  const early: Parameters<http.RequestListener>[] = [];
  // Takes the port first; requests that arrive before the setup is done wait for it.
  const server = http.createServer({ keepAliveTimeout: 65_000 }, (...visit) => {
    if (handle) handle(...visit);
    else early.push(visit);
  });
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(options.port ?? 0, host, done);
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const own = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;

  // Only with the port taken: a sandbox that already runs there may use the same folders.
  const folders = await openFolders(options.dataDir);
  const instant = options.instant ?? false;
  const context: SandboxContext = {
    instant,
    tools,
    canned: instant === "media" ? await makeCanned(folders.files, tools) : null,
    workFolder: folders.work,
    queue: openQueue(options.concurrency ?? 2),
    ledger: openLedger(options.submitLog ?? null),
    fileServer: openFileServer(folders.files, tools),
    book: openFaultBook(),
    jobs: new Map(),
    tasks: new Map(),
    apiKey: options.apiKey,
    isKey: keyTest(options.apiKey),
    signal: closing.signal,
    say: options.say ?? (() => {}),
  };
  handle = (request, response) => {
    route(context, own, request, response).catch((error: unknown) => {
      if (error instanceof Refusal) answer(response, error.status, { detail: error.detail });
      else if (!response.destroyed) {
        context.say({ event: "error", error: error instanceof Error ? error.message : String(error) });
        answer(response, 500, { detail: "the sandbox failed" });
      }
    });
  };
  for (const visit of early.splice(0)) handle(...visit);
  context.say({ event: "listening", url: own, concurrency: options.concurrency ?? 2, instant });

  return {
    url: own,
    async close() {
      closing.abort();
      killChildren();
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
      await rm(options.dataDir ? folders.work : folders.root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
