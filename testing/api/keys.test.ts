import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { z } from "zod";
import { problemSchema } from "@/lib/schemas/job";
import { keyListSchema, keySchema, newKeySchema } from "@/lib/schemas/key";
import { startApp, type TestApp } from "../app";
import { type Caller, callerOf } from "../caller";

/** Keys through the public API and the command line, in a real app whose first admin key was made with the command. */

let testApp: TestApp;
let adminKey: string;
let admin: Caller;

beforeAll(async () => {
  testApp = await startApp({ SANDBOX_INSTANT: "1" });
  adminKey = await command("create", "operations", "--admin");
  admin = callerOf(testApp, adminKey);
});
afterAll(() => testApp?.close());

/** Runs `npm run key -- …` for this installation. */
async function command(...args: string[]): Promise<string> {
  const env = testApp.app.settings as NodeJS.ProcessEnv;
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", "cli/commands/key.ts", ...args], {
    env,
  });
  return stdout.trim();
}

const by = (key: string | null) => callerOf(testApp, key);
const idOf = (key: string) => key.split("_")[1] ?? "";

async function create(wanted: Record<string, unknown> = {}) {
  const response = await admin.post("/v1/keys", { name: "a program", ...wanted });
  expect(response.status).toBe(201);
  const made = newKeySchema.strict().parse(await response.json());
  expect(response.headers.get("location")).toBe(`/v1/keys/${made.id}`);
  return made;
}
const look = async (id: string) => keySchema.strict().parse(await (await admin.get(`/v1/keys/${id}`)).json());
const works = async (key: string) => (await by(key).get("/v1/jobs")).status === 200;

/** The problem of a response, without the fields that differ per request. */
async function refusal(response: Response): Promise<Partial<z.infer<typeof problemSchema>>> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const { requestId: _, ...rest } = problemSchema.strict().parse(await response.json());
  return rest;
}

describe("POST /v1/keys", () => {
  test("creates a key with its name, role, limits and expiry, and shows its text only once", async () => {
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const limits = { requestsPerMinute: 7, concurrentJobs: 3, dailyBudget: 1.25 };
    const made = await create({ name: "shop", role: "admin", limits, expiresAt });
    const { key, ...rest } = made;
    expect(key).toMatch(new RegExp(`^ns_${made.id}_[0-9A-Za-z]{43}$`));
    expect(rest).toMatchObject({ object: "key", name: "shop", role: "admin", limits, expiresAt });
    expect([rest.revokedAt, rest.lastUsedAt, rest.previousUntil]).toEqual([null, null, null]);
    expect(await look(made.id)).toEqual(rest);
    expect(await (await admin.get("/v1/keys?limit=100")).text()).not.toContain(key.split("_")[2]);
    expect(await works(key)).toBe(true);
  });

  test("uses defaults for missing fields: a user key with the installation's limits and no expiry", async () => {
    const { key: _, ...made } = await create();
    const requestsPerMinute = Number(testApp.app.settings.KEY_REQUESTS_PER_MINUTE);
    const limits = { requestsPerMinute, concurrentJobs: null, dailyBudget: null };
    expect(made).toMatchObject({ role: "user", limits, expiresAt: null });
  });

  test.each([
    ["no name", { name: " " }, "/name"],
    ["a role that is none", { name: "x", role: "root" }, "/role"],
    ["a limit that is none", { name: "x", limits: { concurrentJobs: 0 } }, "/limits/concurrentJobs"],
    ["an unknown limit", { name: "x", limits: { jobs: 1 } }, "/limits/jobs"],
    ["an end in the past", { name: "x", expiresAt: "2020-01-01T00:00:00Z" }, "/expiresAt"],
    ["an unknown field", { name: "x", admin: true }, "/admin"],
  ])("%s is refused, naming the field", async (_, body, pointer) => {
    const response = await admin.post("/v1/keys", body);
    expect(response.status).toBe(400);
    expect((await refusal(response)).errors?.map((error) => error.pointer)).toEqual([pointer]);
  });
});

describe("GET /v1/keys", () => {
  test("lists newest first, page by page, without a gap", async () => {
    for (let i = 0; i < 3; i++) await create({ name: `page ${i}` });
    const page = async (query: string) =>
      keyListSchema.strict().parse(await (await admin.get(`/v1/keys?${query}`)).json());
    const all = await page("limit=100");
    expect(all.data.slice(0, 3).map(({ name }) => name)).toEqual(["page 2", "page 1", "page 0"]);
    expect(all.data.map(({ name }) => name)).toContain("studio");
    const seen: string[] = [];
    for (let after = ""; ; ) {
      const { data, hasMore, lastId } = await page(`limit=2${after && `&after=${after}`}`);
      seen.push(...data.map(({ id }) => id));
      if (!hasMore) break;
      after = lastId ?? "";
    }
    expect(seen).toEqual(all.data.map(({ id }) => id));
    for (const wrong of ["limit=0", "after=nobody", "name=x"]) {
      expect((await admin.get(`/v1/keys?${wrong}`)).status, wrong).toBe(400);
    }
  });
});

describe("roles", () => {
  test("a user key gets the same 403 on every route of keys, for its own and unknown ones too", async () => {
    const user = await create();
    const routes: [string, string, unknown?][] = [
      ["GET", "/v1/keys"],
      ["POST", "/v1/keys", { name: "mine" }],
      ...["nobody00", user.id].flatMap((id): [string, string, unknown?][] => [
        ["GET", `/v1/keys/${id}`],
        ["PATCH", `/v1/keys/${id}`, { name: "mine" }],
        ["DELETE", `/v1/keys/${id}`],
        ["POST", `/v1/keys/${id}/rotate`],
      ]),
    ];
    const before = await look(user.id);
    for (const [method, path, body] of routes) {
      const response = await by(user.key).send(method, path, body);
      expect(await refusal(response), path).toMatchObject({ status: 403, code: "forbidden", instance: path });
    }
    expect({ ...(await look(user.id)), lastUsedAt: null }).toEqual({ ...before, lastUsedAt: null });
  });

  test("an unknown id is a 404 for an admin", async () => {
    for (const [method, path] of [
      ["GET", "/v1/keys/nobody00"],
      ["DELETE", "/v1/keys/nobody00"],
      ["POST", "/v1/keys/nobody00/rotate"],
    ] as const) {
      expect((await admin.send(method, path)).status, path).toBe(404);
    }
  });
});

describe("PATCH /v1/keys/{id}", () => {
  test("changes the given fields, and null resets a limit to the installation's", async () => {
    const { id } = await create({ name: "before", limits: { concurrentJobs: 3, dailyBudget: 2 } });
    const change = async (body: unknown) => (await admin.send("PATCH", `/v1/keys/${id}`, body)).json();
    expect(await change({ name: "after" })).toMatchObject({ name: "after", limits: { concurrentJobs: 3 } });
    const limits = { requestsPerMinute: 100_000, concurrentJobs: 9, dailyBudget: null };
    expect(await change({ limits: { concurrentJobs: 9, dailyBudget: null } })).toMatchObject({ name: "after", limits });
    expect(await change({})).toMatchObject({ name: "after", limits });
    expect((await look(id)).limits).toEqual(limits);
  });
});

describe("POST /v1/keys/{id}/rotate", () => {
  const rotate = async (id: string, body?: unknown) => {
    const response = await admin.post(`/v1/keys/${id}/rotate`, body);
    expect(response.status).toBe(200);
    return newKeySchema.strict().parse(await response.json());
  };

  test("the new key works at once, and the old one stops", async () => {
    const made = await create();
    const turned = await rotate(made.id);
    expect([turned.id, turned.previousUntil, turned.key === made.key]).toEqual([made.id, null, false]);
    expect([await works(turned.key), await works(made.key)]).toEqual([true, false]);
  });

  test("with a grace period both work; another rotation ends an earlier grace period", async () => {
    const first = await create();
    const second = await rotate(first.id, { graceSeconds: 3600 });
    expect(Date.parse(second.previousUntil ?? "")).toBeGreaterThan(Date.now());
    expect([await works(first.key), await works(second.key)]).toEqual([true, true]);
    const third = await rotate(first.id, { graceSeconds: 3600 });
    expect(await Promise.all([first, second, third].map(({ key }) => works(key)))).toEqual([false, true, true]);
  });

  test("the grace period ends", async () => {
    const made = await create();
    const turned = await rotate(made.id, { graceSeconds: 1 });
    await vi.waitFor(async () => expect(await works(made.key)).toBe(false), { timeout: 120_000, interval: 100 });
    expect(await works(turned.key)).toBe(true);
    expect((await look(made.id)).previousUntil).toBeNull();
  });

  test("a revoked key cannot be rotated, and an invalid grace period is refused", async () => {
    const { id } = await create();
    expect((await admin.post(`/v1/keys/${id}/rotate`, { graceSeconds: -1 })).status).toBe(400);
    await admin.send("DELETE", `/v1/keys/${id}`);
    expect((await admin.post(`/v1/keys/${id}/rotate`)).status).toBe(409);
  });
});

describe("a key that does not work", () => {
  test("gives the same 401 for every reason: missing, unknown, wrong, long, revoked, expired, rotated", async () => {
    const revoked = await create();
    await admin.send("DELETE", `/v1/keys/${revoked.id}`);
    const rotated = await create();
    await admin.post(`/v1/keys/${rotated.id}/rotate`);
    const expiring = await create({ expiresAt: new Date(Date.now() + 5000).toISOString() });
    await vi.waitFor(async () => expect(await works(expiring.key)).toBe(false), { timeout: 120_000, interval: 100 });
    const { key: good } = await create();
    const wrong = `${good.slice(0, -1)}${good.endsWith("A") ? "B" : "A"}`;
    const unknown = `ns_abcdefgh_${"x".repeat(43)}`;
    const all = [null, "", unknown, wrong, "x".repeat(10_000), revoked.key, expiring.key, rotated.key, `${good}x`];
    const told = await Promise.all(all.map(async (key) => refusal(await by(key).get("/v1/jobs"))));
    expect(told[0]).toMatchObject({ status: 401, code: "unauthorized" });
    expect(told).toEqual(all.map(() => told[0]));
    expect(await works(good)).toBe(true);
  });

  test("does not change the key whose id it contains; a valid one records its use", async () => {
    const { id, key } = await create();
    await by(`ns_${id}_${"x".repeat(43)}`).get("/v1/jobs");
    expect((await look(id)).lastUsedAt).toBeNull();
    await by(key).get("/v1/jobs");
    expect(Date.parse((await look(id)).lastUsedAt ?? "")).toBeGreaterThan(0);
  });

  test("revoking again changes nothing, and the key stays in the list", async () => {
    const { id } = await create();
    const revoke = async () => (await admin.send("DELETE", `/v1/keys/${id}`)).status;
    expect(await revoke()).toBe(204);
    const { revokedAt } = await look(id);
    expect(revokedAt).not.toBeNull();
    expect(await revoke()).toBe(204);
    expect((await look(id)).revokedAt).toBe(revokedAt);
  });
});

describe("npm run key", () => {
  test("makes a key from a name, lists it, rotates it with a grace period and revokes it", async () => {
    const made = await command("my program");
    const id = idOf(made);
    expect(await look(id)).toMatchObject({ name: "my program", role: "user" });
    expect(await command("list")).toMatch(new RegExp(`^${id} +user .*never used +my program$`, "m"));
    const turned = await command("rotate", id, "--grace", "3600");
    expect([await works(made), await works(turned)]).toEqual([true, true]);
    expect(await command("revoke", id)).toBe(`${id} is revoked.`);
    expect([await works(made), await works(turned)]).toEqual([false, false]);
    expect(await command("list")).toMatch(new RegExp(`^${id} .*revoked +my program$`, "m"));
  });

  test("prints its usage for wrong arguments and exits with 1", async () => {
    for (const args of [[], ["two", "names"], ["rotate", "nobody00"], ["revoke", "nobody00"], ["x", "--grace", "5"]]) {
      await expect(command(...args)).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("npm run key") });
    }
  });
});
