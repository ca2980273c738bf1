import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Api, follow, generate, upload } from "@/cli/film/api-client";
import { createShortKey } from "@/cli/supervisor/database";
import { claimPort } from "@/cli/supervisor/ports";
import { type Running, startAll } from "@/cli/supervisor/supervisor";
import { type Job, jobSchema } from "@/lib/schemas/job";
import { sample } from "../app";
import { followLink } from "../sign-in-link";

/** `PUBLIC_URL` with a path, as behind a proxy that shares one host name: the whole app is below the path. */

let app: Running;
let api: Api;
let dataDir: string;
let origin: string;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "nextscene-path-"));
  const web = await claimPort(0, "127.0.0.1", "PORT");
  origin = `http://localhost:${web}`;
  app = await startAll({
    dataDir,
    ports: { web, engine: 0, work: 0, sandbox: 0 },
    quiet: true,
    env: { PUBLIC_URL: `${origin}/films/nextscene/`, SANDBOX_INSTANT: "1" },
  });
  const { key } = await createShortKey(app.settings, "path");
  api = { url: app.url, key, signal: AbortSignal.timeout(300_000) };
}, 900_000); // its own build takes minutes on a busy machine
afterAll(async () => {
  await app?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const film = (url: string, seed: number): Promise<Job> =>
  generate(api, {
    model: "next-scene",
    input: [{ type: "image", url }],
    options: { prompt: "The wind carries the seeds away.", duration: 3, seed },
  }).then((job) => follow(api, job, () => {}));

test("the API makes a film, and all of its addresses are below the path and work", async () => {
  const job = await film(await upload(api, sample), 1);
  expect(job.status).toBe("completed");
  const addresses = [...Object.values(job.urls), ...job.localUrl, ...job.outputs.map(({ url }) => url)];
  expect(addresses.filter((address) => !address?.startsWith(`${app.url}/`))).toEqual([]);
  for (const address of job.localUrl) expect((await fetch(address)).status).toBe(200);
  const self = await fetch(job.urls.self, { headers: { "x-api-key": api.key } });
  expect(jobSchema.parse(await self.json()).id).toBe(job.id);
  // A file of ours as an input needs no network request.
  const again = await film(job.inputs[0]?.url ?? "", 2);
  expect([again.status, again.inputs[0]?.sha256]).toEqual(["completed", job.inputs[0]?.sha256]);
});

test("a shared page, its media and its oEmbed are below the path", async () => {
  const job = await film(await upload(api, sample), 3);
  const headers = { "x-api-key": api.key };
  const { url } = await (await fetch(`${app.url}/v1/jobs/${job.id}/share`, { method: "POST", headers })).json();
  expect(url.startsWith(`${app.url}/s/`)).toBe(true);
  const html = await (await fetch(url)).text();
  const links = [...html.matchAll(/(?:href|src|poster)="([^"]*)"/g)].map(([, address = ""]) => address);
  expect(links.length).toBeGreaterThan(4);
  for (const link of links.map((one) => one.replaceAll("&#38;", "&"))) {
    const address = new URL(link, url).href;
    expect([address, address.startsWith(`${app.url}/`)]).toEqual([address, true]);
    expect([address, (await fetch(address)).status]).toEqual([address, 200]);
  }
});

test("the description, /health and errors work with and without the path, for both kinds of proxies", async () => {
  for (const base of [app.url, origin]) {
    const description = await (await fetch(`${base}/v1/openapi.json`)).json();
    expect(description.servers).toEqual([{ url: app.url }]);
    expect((await fetch(`${base}/health`)).status).toBe(200);
    const refused = await fetch(`${base}/v1/jobs`);
    expect([refused.status, (await refused.json()).instance]).toEqual([401, "/v1/jobs"]);
    expect((await fetch(`${base}/v1/nothing`)).status).toBe(404);
  }
});

describe("signing in", () => {
  const open = (path: string, cookie = "") => fetch(`${origin}${path}`, { redirect: "manual", headers: { cookie } });

  test("leads from a page to the sign-in and back, and the cookie is limited to the path", async () => {
    const page = await open("/films/nextscene/jobs?q=a");
    expect(page.headers.get("location")).toBe("/films/nextscene/sign-in-needed?next=%2Fjobs%3Fq%3Da");
    const answer = await followLink(`${app.signInUrl}&next=%2Fjobs%3Fq%3Da`);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/films/nextscene/jobs?q=a"]);
    const cookie = answer.headers.get("set-cookie") ?? "";
    expect(cookie).toContain("; Path=/films/nextscene;");
    const jobs = await open("/films/nextscene/jobs", cookie.split(";")[0]);
    expect(jobs.status).toBe(200);
    const html = await jobs.text();
    const links = [...html.matchAll(/(?:href|src|action)="(\/[^"]*)"/g)].map(([, address = ""]) => address);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((address) => !address.startsWith("/films/nextscene"))).toEqual([]);
    for (const address of new Set(links)) {
      expect([address, (await open(address, cookie.split(";")[0])).status]).toEqual([address, 200]);
    }
  });
});
