import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { type Job, problemSchema } from "@/lib/schemas/job";
import { type ShareObject, shareSchema } from "@/lib/schemas/share";
import { type Caller, callerOf } from "../caller";
import { sample } from "../sample";
import { newKey, type SharedApp, sharedApp } from "../shared-app";

/** A job's public page: what visitors without a key see, and that it ends. */

let testApp: SharedApp;
let caller: Caller;
let film: Job;
let picture: string;

beforeAll(async () => {
  testApp = await sharedApp({});
  caller = callerOf(testApp, testApp.api.key);
  picture = await upload(testApp.api, sample);
  film = await make("next-scene", { prompt: secret, width: 160, height: 90, duration: 1, seed: 5 });
});
afterAll(() => testApp?.close());

const secret = "The wind <b>rises</b> over the secret meadow.";
const make = async (model: string, options: Record<string, unknown>) =>
  follow(
    testApp.api,
    await generate(testApp.api, { model, input: [{ type: "image", url: picture }], options }),
    () => {},
  );

const path = (job = film) => `/v1/jobs/${job.id}/share`;
async function share(body: unknown = {}, job = film): Promise<ShareObject> {
  const response = await caller.post(path(job), body);
  const said = await response.json();
  expect([response.status, said]).toEqual([200, expect.anything()]);
  return shareSchema.strict().parse(said);
}
const end = () => caller.send("DELETE", path());
/** A visitor: no key, no cookie. */
const visit = (url: string, init: RequestInit = {}) => fetch(url, { redirect: "manual", ...init });
const sha256 = async (response: Response) =>
  createHash("sha256")
    .update(Buffer.from(await response.arrayBuffer()))
    .digest("hex");

describe("the owner", () => {
  test("shares a job, sees the same address again, changes what it shows, and ends it", async () => {
    expect((await caller.get(path())).status).toBe(404);
    const first = await share();
    expect(first).toMatchObject({ object: "share", title: null, board: false, download: true });
    expect(first.url).toMatch(/\/s\/[\w-]{43}$/);
    const changed = await share({ title: "Wind", board: true, download: false });
    expect(changed).toEqual({ ...first, title: "Wind", board: true, download: false });
    expect(await (await caller.get(path())).json()).toEqual(changed);
    expect([(await end()).status, (await end()).status]).toEqual([204, 204]);
    expect((await caller.get(path())).status).toBe(404);
    const second = await share();
    expect(second.url).not.toBe(first.url);
    expect((await visit(first.url)).status).toBe(404);
    await end();
  });

  test("alone can do so: another key finds no such job, and a request without a key is refused", async () => {
    const other = callerOf(testApp, (await newKey(testApp, "another key")).key);
    for (const method of ["GET", "POST", "DELETE"]) {
      expect([method, (await other.send(method, path())).status]).toEqual([method, 404]);
      expect([method, (await callerOf(testApp, null).send(method, path())).status]).toEqual([method, 401]);
    }
  });

  test("gets a reason for what cannot be shared", async () => {
    const said = async (body: unknown, job = film) => {
      const response = await caller.post(path(job), body);
      const { code, detail, errors } = problemSchema.parse(await response.json());
      return [response.status, code, errors.map(({ pointer }) => pointer), detail] as const;
    };
    expect(await said({ title: "x".repeat(121), board: "yes", other: 1 })).toMatchObject([
      400,
      "invalid_request",
      ["/title", "/board", "/other"],
      expect.stringMatching(/^\/title: At most 120 characters/),
    ]);
    const words = await make("qwen-vl", { prompt: "What is here?" });
    expect(await said({}, words)).toMatchObject([
      409,
      "conflict",
      [],
      expect.stringContaining("no film, picture or sound"),
    ]);
    const options = { prompt: "Later. [fault:wan-i2v:slow=60]", duration: 1, seed: 9 };
    const input = [{ type: "image" as const, url: picture }];
    const running = await generate(testApp.api, { model: "next-scene", input, options });
    expect(await said({}, running)).toMatchObject([409, "conflict", [], expect.stringContaining("has no result yet")]);
    await caller.post(`/v1/jobs/${running.id}/cancel`);
    expect((await caller.get(path(words))).status).toBe(404);
  });
});

describe("a visitor", () => {
  let open: ShareObject;
  beforeAll(async () => {
    open = await share({ title: 'A "quiet" <meadow>' });
  });

  test("sees title and film, and nothing else: no prompt, price, key or id, no script, no cookie", async () => {
    const response = await visit(open.url);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).toContain("A &#34;quiet&#34; &#60;meadow&#62;");
    const kept = [film.id, "secret meadow", "/v1/", "ns_", ...film.outputs.map(({ id }) => id), testApp.api.key];
    expect(kept.filter((text) => html.includes(text))).toEqual([]);
    expect(html).not.toMatch(/<script|<h2|shot-|<meadow>/);
    const headers = Object.fromEntries(response.headers);
    expect(headers).toMatchObject({
      "x-robots-tag": "noindex, nofollow",
      "referrer-policy": "no-referrer",
      "x-frame-options": "DENY",
      "x-content-type-options": "nosniff",
      "cache-control": "private, no-store",
    });
    expect(headers["content-security-policy"]).toBe(
      "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(headers["set-cookie"]).toBeUndefined();
  });

  test("streams the film with ranges, sees the poster, and saves the film under its title", async () => {
    const url = `${open.url}/film.mp4`;
    expect(await sha256(await visit(url))).toBe(film.outputs[0]?.sha256);
    const part = await visit(url, { headers: { range: "bytes=100-199" } });
    expect([part.status, (await part.arrayBuffer()).byteLength]).toEqual([206, 100]);
    const head = await visit(url, { method: "HEAD" });
    expect(head.headers.get("content-length")).toBe(String(film.outputs[0]?.sizeBytes));
    expect(head.headers.get("content-disposition")).toBeNull();
    const saved = await visit(`${url}?download`, { method: "HEAD" });
    expect(saved.headers.get("content-disposition")).toBe("attachment; filename=a-quiet-meadow.mp4");
    const poster = await visit(`${open.url}/poster.jpg`);
    expect([poster.status, poster.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
    expect(Buffer.from(await poster.arrayBuffer()).subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
  });

  test("reaches nothing but what the page shows", async () => {
    for (const name of [
      "shot-1.webp",
      "film.webm",
      "picture-1.jpg",
      "manifest.json",
      "subtitles.vtt",
      "..%2ffilm.mp4",
    ]) {
      const response = await visit(`${open.url}/${name}`);
      expect([name, response.status]).toEqual([name, 404]);
      expect(JSON.stringify(await response.json())).not.toContain(new URL(open.url).pathname);
    }
    expect((await visit(open.url, { method: "POST" })).status).toBe(405);
    expect((await visit(`${open.url}x`)).status).toBe(404);
  });

  test("finds previews for chats and networks, and the player by oEmbed", async () => {
    const html = await (await visit(open.url)).text();
    const attributes = (tag: string) => [...html.matchAll(tag === "meta" ? meta : link)].map(([, a, b]) => [a, b]);
    const meta = /<meta (?:property|name)="([^"]+)" content="([^"]*)"/g;
    const link = /<link rel="(alternate)" type="application\/json\+oembed" href="([^"]+)"/g;
    expect(Object.fromEntries(attributes("meta"))).toMatchObject({
      "og:type": "video.other",
      "og:url": open.url,
      "og:image": `${open.url}/poster.jpg`,
      "og:video": `${open.url}/film.mp4`,
      "og:video:width": "160",
      "twitter:card": "player",
      "twitter:player": open.embedUrl,
    });
    const [[, address = ""] = []] = attributes("link");
    const response = await visit(address.replaceAll("&#38;", "&"));
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
    const said = await response.json();
    expect(said).toMatchObject({ type: "video", version: "1.0", width: 160, height: 90, title: 'A "quiet" <meadow>' });
    expect(said.html).toContain(`<iframe src="${open.embedUrl}" title="A &#34;quiet&#34; &#60;meadow&#62;"`);
    const oembed = (query: string) => visit(new URL(`/oembed?${query}`, testApp.api.url).href);
    const small = await (await oembed(`url=${encodeURIComponent(open.url)}&maxwidth=80`)).json();
    expect([small.width, small.height]).toEqual([80, 45]);
    const wrong = ["", "url=https://elsewhere.example/s/x", `url=${open.url}&format=xml`, `url=${open.url}&maxwidth=x`];
    const statuses = await Promise.all(wrong.map(async (query) => (await oembed(query)).status));
    expect(statuses).toEqual([400, 404, 400, 400]);
  });

  test("may show only the player in a frame of another site", async () => {
    const response = await visit(open.embedUrl);
    expect(response.status).toBe(200);
    expect(response.headers.get("x-frame-options")).toBeNull();
    expect(response.headers.get("content-security-policy")).toContain("frame-ancestors *");
    expect(await response.text()).toMatch(/<video[^>]+src="\/s\/[\w-]{43}\/film\.mp4"/);
  });

  test("sees the shots and their words if the owner wants, and no download if the owner wants none", async () => {
    const shown = await share({ board: true, download: false });
    const html = await (await visit(shown.url)).text();
    expect(html.match(/<li>/g)).toHaveLength(3);
    expect(html).toContain("Next-scene film");
    expect(html).toMatch(/<h3 dir="auto">Scene 1<\/h3>\s*<p dir="auto">.+/);
    expect(html).not.toContain("?download");
    const still = await visit(`${shown.url}/shot-1.webp`);
    expect([still.status, still.headers.get("content-type")]).toEqual([200, "image/webp"]);
    await still.arrayBuffer();
    const head = await visit(`${shown.url}/film.mp4?download`, { method: "HEAD" });
    expect(head.headers.get("content-disposition")).toBeNull();
    const chinese = await (await visit(shown.url, { headers: { "accept-language": "zh" } })).text();
    expect(chinese).toContain("<h2>镜头</h2>");
  });

  test("is refused at once when the link has ended: page, player, film, poster and oEmbed", async () => {
    await end();
    const oembed = new URL(`/oembed?url=${encodeURIComponent(open.url)}`, testApp.api.url).href;
    for (const url of [open.url, open.embedUrl, `${open.url}/film.mp4`, `${open.url}/poster.jpg`, oembed]) {
      expect([url, (await visit(url)).status]).toEqual([url, 404]);
    }
    const page = await visit(open.url);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(await page.text()).toContain("<h1>This link is invalid</h1>");
  });

  test("sees several pictures of one job", async () => {
    const pictures = await make("qwen-edit", { prompt: "Night.", batch_size: 2, width: 64, height: 64, seed: 3 });
    const { url } = await share({}, pictures);
    const html = await (await visit(url)).text();
    for (const [i, { sha256: made }] of pictures.outputs.entries()) {
      const [, name = ""] = html.match(new RegExp(`src="[^"]+/(picture-${i + 1}\\.\\w+)"`)) ?? [];
      expect(await sha256(await visit(`${url}/${name}`))).toBe(made);
    }
    expect((await caller.send("DELETE", `/v1/jobs/${pictures.id}`)).status).toBe(204);
    expect((await visit(url)).status).toBe(404);
  });

  test("who asks too often gets a 429; other addresses are still served", async () => {
    const from = (address: string) => visit(open.url, { headers: { "x-forwarded-for": address } });
    const answers = await Promise.all(Array.from({ length: 260 }, () => from("203.0.113.9")));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404, 429]));
    for (const { headers } of answers.filter(({ status }) => status === 429))
      expect(headers.get("retry-after")).toMatch(/^\d+$/);
    expect((await from("203.0.113.10")).status).toBe(404);
  });
});
