import { execFile } from "node:child_process";
import { request } from "node:http";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createApiKey } from "@/cli/supervisor/database";
import { startApp, type TestApp } from "../app";
import { type Caller, callerOf } from "../caller";
import { followLink } from "../sign-in-link";

/** The ways into the studio, as a browser uses them: the form for a key, and the link. */

let testApp: TestApp;
let admin: Caller;
beforeAll(async () => {
  testApp = await startApp({ SANDBOX_INSTANT: "1" });
  admin = callerOf(testApp, (await createApiKey(testApp.app.settings, "operations", "admin")).key);
});
afterAll(() => testApp?.close());

let visitors = 0;
/** A new client address, as a proxy on this machine reports it. */
const someAddress = () => `198.51.100.${++visitors}`;

async function signIn(form: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(new URL("/sign-in", testApp.api.url), {
    method: "POST",
    redirect: "manual",
    headers: { "sec-fetch-site": "same-origin", "x-forwarded-for": someAddress(), ...headers },
    body: new URLSearchParams(form),
  });
  return { status: response.status, to: response.headers.get("location"), cookie: cookieOf(response) };
}
const cookieOf = (response: Response) => response.headers.get("set-cookie")?.split(";")[0] ?? null;

const by = (cookie: string | null) => ({
  get: (path: string) =>
    fetch(new URL(path, testApp.api.url), { redirect: "manual", headers: { cookie: cookie ?? "" } }),
});
const newKey = async (wanted: object = {}): Promise<{ id: string; key: string }> =>
  (await admin.post("/v1/keys", { name: "a person", ...wanted })).json();

describe("signing in with a key", () => {
  test("opens a session of that key, with its role and only its jobs", async () => {
    const { id, key } = await newKey();
    const picture = await (await fetch(new URL("/sample.jpg", testApp.api.url))).arrayBuffer();
    const upload = await fetch(new URL("/v1/uploads", testApp.api.url), {
      method: "POST",
      headers: { "x-api-key": key, "content-type": "image/jpeg" },
      body: picture,
    });
    const asset: { id: string } = await upload.json();
    const input = [{ type: "image", url: `asset:${asset.id}` }];
    const own = await (await callerOf(testApp, key).post("/v1/generate", { model: "qwen-vl", input })).json();
    const other = await newKey();

    const { status, to, cookie } = await signIn({ key: ` ${key}\n` });
    expect([status, to, cookie !== null]).toEqual([303, "/", true]);
    const jobs: { data: { id: string }[] } = await (await by(cookie).get("/v1/jobs")).json();
    expect(jobs.data.map((job) => job.id)).toEqual([own.id]);
    expect(await (await by(cookie).get("/v1/keys/self")).json()).toMatchObject({ id, role: "user" });
    expect((await by(cookie).get("/v1/keys")).status).toBe(403);

    const stranger = await signIn({ key: other.key });
    expect((await by(stranger.cookie).get(`/v1/jobs/${own.id}`)).status).toBe(404);
  });

  test("ends with the key", async () => {
    const { id, key } = await newKey();
    const { cookie } = await signIn({ key });
    expect((await by(cookie).get("/v1/jobs")).status).toBe(200);
    await admin.send("DELETE", `/v1/keys/${id}`);
    expect((await by(cookie).get("/v1/jobs")).status).toBe(401);
    expect((await by(cookie).get("/settings")).headers.get("location")).toBe("/sign-in-needed?next=%2Fsettings");
    expect(await signIn({ key })).toEqual({ status: 303, to: "/sign-in-needed?reason=wrong", cookie: null });
  });

  test.each(["", "x", "ns_abcdefgh_", `ns_abcdefgh_${"x".repeat(43)}`, "ns_".padEnd(5000, "x")])(
    "is refused with a clear error for an invalid key: %.20s",
    async (key) => {
      const answer = await signIn({ key, next: "/jobs" });
      expect(answer).toEqual({ status: 303, to: "/sign-in-needed?reason=wrong&next=%2Fjobs", cookie: null });
    },
  );

  test("is limited to ten tries a minute per address, even with the right key", async () => {
    const { key } = await newKey();
    const address = someAddress();
    const from = { "x-forwarded-for": `203.0.113.9, ${address}` };
    for (let i = 0; i < 10; i++) expect((await signIn({ key: "x" }, from)).to).toContain("reason=wrong");
    // The part that the visitor wrote before the proxy's own entry has no effect.
    const forged = { "x-forwarded-for": `203.0.113.10, ${address}` };
    const many = { status: 303, to: "/sign-in-needed?reason=many", cookie: null };
    expect([await signIn({ key: "x" }, from), await signIn({ key }, forged)]).toEqual([many, many]);
    expect((await signIn({ key })).cookie).not.toBeNull();
  });

  test.each(["cross-site", "same-site", "none"])("is refused from a page that is not ours: %s", async (site) => {
    const { key } = await newKey();
    expect(await signIn({ key }, { "sec-fetch-site": site })).toMatchObject({ status: 403, cookie: null });
  });
});

describe("the page after the sign-in", () => {
  test("a page that needs a session redirects to the sign-in, which leads back", async () => {
    const { key } = await newKey();
    const asked = (await by(null).get("/jobs?status=failed&q=a%26b")).headers.get("location") ?? "";
    const next = new URL(asked, testApp.api.url).searchParams.get("next") ?? "";
    expect(next).toBe("/jobs?status=failed&q=a%26b");
    expect((await signIn({ key, next })).to).toBe(next);
  });

  test.each(
    [
      ["https://evil.example/", "//evil.example", "/\\evil.example", "/.//evil.example", "\t//evil.example"],
      ["javascript:alert(1)", "data:text/html,x", "http:evil.example", "x".repeat(3000), "http://["],
    ].flat(),
  )("is always one of ours, not %.20s", async (next) => {
    const { key } = await newKey();
    const { to } = await signIn({ key, next });
    expect(new URL(to ?? "", "http://page").origin).toBe("http://page");
    expect(to).not.toMatch(/^\/[/\\]/);
  });

  test("a visitor with a session skips the form", async () => {
    const { key } = await newKey();
    const { cookie } = await signIn({ key });
    const page = await by(cookie).get("/sign-in-needed?reason=used&next=%2Fjobs");
    expect([page.status, page.headers.get("location")]).toEqual([307, "/jobs"]);
  });
});

describe("rotating a key", () => {
  const rotate = (id: string, graceSeconds = 0) => admin.post(`/v1/keys/${id}/rotate`, { graceSeconds });
  const status = async (cookie: string | null) => (await by(cookie).get("/v1/jobs")).status;

  test("ends the sessions of that key, and keeps those of other keys", async () => {
    const [mine, other] = [await newKey(), await newKey()];
    const sessions = [await signIn({ key: mine.key }), await signIn({ key: mine.key })];
    const theirs = await signIn({ key: other.key });
    await rotate(mine.id);
    expect(await Promise.all(sessions.map(({ cookie }) => status(cookie)))).toEqual([401, 401]);
    expect(await status(theirs.cookie)).toBe(200);
  });

  test("with a grace period they end with the old key, and so does a session that it opens meanwhile", async () => {
    const { id, key } = await newKey();
    const before = await signIn({ key });
    await rotate(id, 3600);
    const meanwhile = await signIn({ key });
    expect([await status(before.cookie), await status(meanwhile.cookie)]).toEqual([200, 200]);
    await rotate(id, 0);
    expect([await status(before.cookie), await status(meanwhile.cookie)]).toEqual([401, 401]);
    const again = await newKey();
    const short = await signIn({ key: again.key });
    await rotate(again.id, 1);
    const late = await signIn({ key: again.key });
    const both = () => Promise.all([status(short.cookie), status(late.cookie)]);
    await vi.waitFor(async () => expect(await both()).toEqual([401, 401]), { timeout: 120_000, interval: 100 });
  });

  test("in the studio keeps the session that rotated, which shows the new key", async () => {
    const { id, key } = await newKey({ role: "admin" });
    const [own, other] = [await signIn({ key }), await signIn({ key })];
    const answer = await fetch(new URL(`/v1/keys/${id}/rotate`, testApp.api.url), {
      method: "POST",
      headers: { cookie: own.cookie ?? "", "sec-fetch-site": "same-origin" },
    });
    expect([answer.status, await status(own.cookie), await status(other.cookie)]).toEqual([200, 200, 401]);
  });
});

describe("the limit of tries holds", () => {
  const many = { status: 303, to: "/sign-in-needed?reason=many", cookie: null };
  const raw = (path: string, headers: Record<string, string>) =>
    new Promise<string | undefined>((resolve, reject) => {
      const form = "key=x";
      const all = { "sec-fetch-site": "same-origin", "content-length": String(form.length), ...headers };
      request(new URL(testApp.api.url), { method: "POST", path, headers: all }, (answer) => {
        answer.resume();
        resolve(answer.headers.location);
      })
        .once("error", reject)
        .end(form);
    });

  test.each([
    "/_next/../sign-in",
    "/v1/../sign-in",
    "/api/x/../../sign-in",
    "/files/%2e%2e/sign-in",
    "http://x/sign-in",
  ])("for every spelling of the path, and visitors cannot choose their address: %s", async (path) => {
    const from = { "x-forwarded-for": someAddress() };
    const tries: (string | undefined)[] = [];
    for (let i = 0; i < 12; i++) {
      tries.push(await raw(path, { ...from, "x-nextscene-from": someAddress(), "x-nextscene-peer": someAddress() }));
    }
    const reached = tries.filter((to) => to?.includes("reason=wrong"));
    expect(reached.length).toBeLessThanOrEqual(10);
  });

  test.each([
    (address: string, i: number) => `${address}:${4000 + i}`,
    (address: string, i: number) => `"${i}", ${address}`,
    (_: string, i: number) => `[2001:db8:7:7::${i + 1}]:${4000 + i}`,
    (_: string, i: number) => `2001:db8:8:8::${i + 1}`,
  ])("for every format of the proxy's address header (%#)", async (written) => {
    const address = someAddress();
    const tries = [];
    for (let i = 0; i < 11; i++) tries.push(await signIn({ key: "x" }, { "x-forwarded-for": written(address, i) }));
    expect(tries.at(-1)).toEqual(many);
  });
});

test("all visitors share a limit when a proxy passes on their own headers", async () => {
  let to: string | null = null;
  for (let i = 0; i < 350 && !to?.includes("many"); i++) to = (await signIn({ key: "x" })).to;
  expect(to).toContain("reason=many");
});

test("`npm run key -- link` prints a link that signs in one browser with that key, once", async () => {
  const { id } = await newKey();
  const env = testApp.app.settings as NodeJS.ProcessEnv;
  const command = (...args: string[]) =>
    promisify(execFile)(process.execPath, ["--import", "tsx", "cli/commands/key.ts", ...args], { env });
  const link = new URL((await command("link", id)).stdout.trim());
  expect(link.origin).toBe(testApp.api.url);
  // Previews and scanners do not use the link up.
  for (const method of ["HEAD", "GET", "GET"]) expect((await fetch(link, { method })).status).toBe(200);
  const elsewhere = await followLink(link.href, { "sec-fetch-site": "cross-site" });
  expect([elsewhere.status, cookieOf(elsewhere)]).toEqual([403, null]);
  const first = await followLink(`${link.href}&next=%2Fjobs`);
  expect([first.status, first.headers.get("location")]).toEqual([303, "/jobs"]);
  expect(await (await by(cookieOf(first)).get("/v1/keys/self")).json()).toMatchObject({ id });
  const second = await by(null).get(`${link.pathname}${link.search}`);
  expect([second.headers.get("location"), cookieOf(second)]).toEqual(["/sign-in-needed?reason=used", null]);
  await admin.send("DELETE", `/v1/keys/${id}`);
  for (const none of [id, "nobody00"]) {
    await expect(command("link", none)).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(none) });
  }
});
