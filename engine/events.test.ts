import { expect, test } from "vitest";
import { signature } from "./keys";
import { createWorld, KEYS, type World } from "./testing";

const echo = () =>
  createWorld((inngest) => [inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, ({ event }) => event)]);

const post = (world: World, body: string, headers: Record<string, string> = {}) =>
  fetch(`${world.engineUrl}/e/${KEYS.eventKey}`, { method: "POST", body, headers });

test("a request that the SDK repeats has the same event ids", async () => {
  const world = await echo();
  const body = JSON.stringify([{ name: "go", data: {} }]);
  const headers = { "x-inngest-event-id-seed": "1700000000000,c2VlZHNlZWRzZQ==" };
  const first = await (await post(world, body, headers)).json();
  const second = await (await post(world, body, headers)).json();
  expect(second).toEqual(first);
  await world.end(first.ids[0]);
  expect(world.calls).toHaveLength(1);
});

test("any JSON arrives unchanged, and its signature is valid", async () => {
  const world = await echo();
  const data = JSON.parse(
    '{"__proto__":{"polluted":1},"constructor":{"prototype":1},"toJSON":"x","10":1,"2":2,"ü":"\\ud83d\\ude00\\u2028\\"","lone":"\\ud800","z":[1e21,-0.5,1e-7,null,[]],"a":{}}',
  );
  const id = await world.send("go", data, { id: "given" });
  const run = await world.end(id);
  expect(run).toMatchObject({ status: "Completed", output: { id: "given", name: "go" } });
  expect(JSON.stringify((run.output as { data: unknown }).data)).toBe(JSON.stringify(sorted(data)));
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

/** The engine sorts an object's members. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const copy = Object.create(null);
  for (const [key, member] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) {
    copy[key] = "toJSON" in value ? member : sorted(member);
  }
  return "toJSON" in value ? value : copy;
}

test("an invalid event is refused with a reason, and its whole request has no effect", async () => {
  const world = await echo();
  const bad: [string, string][] = [
    ['{"data":{}}', "event name is empty"],
    ['{"name":"inngest/function.failed"}', "reserved"],
    ['{"name":"go","data":[1]}', "event data is a JSON object"],
    ['{"name":"go","ts":5}', "timestamp"],
    ["7", "a JSON object"],
    [JSON.stringify({ name: "go", data: { x: "x".repeat(3 * 1024 * 1024) } }), "larger than 3145728 bytes"],
    [`{"name":"go","data":{"x":${"[".repeat(100_000)}${"]".repeat(100_000)}}}`, "nested deeper"],
  ];
  for (const [event, reason] of bad) {
    const response = await post(world, `[{"name":"go"},${event}]`);
    expect([response.status, (await response.json()).error]).toEqual([400, expect.stringContaining(reason)]);
  }
  expect((await post(world, "{")).status).toBe(400);
  expect((await post(world, JSON.stringify("x".repeat(49 * 1024 * 1024)))).status).toBe(413);
  expect(world.calls).toEqual([]);
});

test("/health needs no key; every other route refuses a missing or wrong one", async () => {
  const world = await echo();
  const { engineUrl } = world;
  expect((await fetch(`${engineUrl}/health`)).status).toBe(200);
  const asks: [string, string][] = [
    ["POST", "/e/wrong"],
    ["POST", "/fn/register"],
    ["GET", "/v1/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV"],
    ["DELETE", "/v1/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV"],
    ["GET", "/v1/events/x/runs"],
    ["POST", "/v1/checkpoint/x/async"],
    ["GET", "/v0/runs/x/actions"],
  ];
  for (const authorization of ["", "Bearer signkey-test-00", `Bearer ${KEYS.signingKey}`]) {
    for (const [method, path] of asks) {
      const response = await fetch(engineUrl + path, { method, headers: { authorization } });
      expect([path, response.status]).toEqual([path, 401]);
    }
  }
  expect((await world.api("GET", "/elsewhere")).status).toBe(404);
});

test("the app refuses a call that is unsigned or signed with another key", async () => {
  const world = await echo();
  const body = JSON.stringify({ ctx: { attempt: 0 }, event: { name: "go" }, events: [], steps: {}, version: -1 });
  const url = `${world.appUrl}?fnId=app-f&stepId=step`;
  for (const header of ["", signature(`${KEYS.signingKey}00`, body)]) {
    const response = await fetch(url, { method: "POST", body, headers: { "x-inngest-signature": header } });
    expect(response.status).toBe(401);
  }
});
