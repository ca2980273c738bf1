import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { CallToolResultSchema, type Progress } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { upload } from "@/cli/film/api-client";
import { allWorkflows, isService } from "@/inngest/registry";
import { callerOf } from "../caller";
import { sample } from "../sample";
import { sandboxOf } from "../sandbox-admin";
import { newKey, priced, type SharedApp, sharedApp } from "../shared-app";

/** Agents use Nextscene through the Model Context Protocol, with the client of the protocol's own SDK. */

let testApp: SharedApp;
let agent: Client;
let picture: string;

async function connect(headers: Record<string, string>): Promise<Client> {
  const client = new Client({ name: "a test", version: "1.0.0" });
  const url = new URL("/mcp", testApp.api.url);
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  return client;
}

beforeAll(async () => {
  testApp = await sharedApp(priced);
  agent = await connect({ "x-api-key": testApp.api.key });
  picture = await upload(testApp.api, sample);
});
afterAll(async () => {
  await agent?.close();
  await testApp?.close();
});

const texts = z.object({ type: z.literal("text"), text: z.string() });
const summary = z.looseObject({ id: z.string(), status: z.string(), cost: z.looseObject({ actual: z.number() }) });

async function call(name: string, args: Record<string, unknown>, { client = agent, report }: Options = {}) {
  const params = { name, arguments: args };
  const options = { timeout: 240_000, ...(report && { onprogress: report, resetTimeoutOnProgress: true }) };
  const result = CallToolResultSchema.parse(await client.callTool(params, undefined, options));
  const links = result.content.filter(({ type }) => type === "resource_link");
  return { isError: result.isError ?? false, links, said: JSON.parse(texts.parse(result.content[0]).text) };
}
type Options = { client?: Client; report?: (progress: Progress) => void };
const newest = async () =>
  (await (await callerOf(testApp, testApp.api.key).get("/v1/jobs?limit=1&fields=all")).json()).data[0];
const film = (more: Record<string, unknown>) => ({
  ...{ image: picture, prompt: "The wind rises.", duration: 1, width: 64, height: 64 },
  ...more,
});

test("there is a tool for each workflow, with its input, and four for jobs", async () => {
  const { tools } = await agent.listTools();
  const workflows = allWorkflows.filter(({ model }) => !isService(model)).map(({ model }) => model);
  expect(tools.map(({ name }) => name)).toEqual([...workflows, "list_jobs", "get_job", "cancel_job", "retake"]);
  for (const { name, inputSchema, description } of tools) {
    expect([name, description]).toEqual([name, expect.stringMatching(/\.$/)]);
    expect(Object.keys(inputSchema.properties ?? {}).length).toBeGreaterThan(0);
  }
  const own = tools.find(({ name }) => name === "next-scene")?.inputSchema.properties;
  expect(own).toMatchObject({ image: { description: expect.stringContaining("asset:<id>") }, maxCost: {}, prompt: {} });
});

test("a key is needed, as X-API-Key or as a bearer token, and only POST exists", async () => {
  await expect(connect({})).rejects.toThrow(/API key/);
  await expect(connect({ authorization: "Bearer ns_none" })).rejects.toThrow(/API key/);
  const bearer = await connect({ authorization: `Bearer ${testApp.api.key}` });
  expect((await bearer.listTools()).tools.length).toBeGreaterThan(4);
  await bearer.close();
  expect((await callerOf(testApp, testApp.api.key).get("/mcp")).status).toBe(405);
});

test("a film is made with progress and returns links that work; a repeated call with the same key starts no second one", async () => {
  const heard: number[] = [];
  const args = film({ seed: 1, idempotencyKey: "the first film" });
  const first = await call("next-scene", args, { report: ({ progress }) => heard.push(progress) });
  expect([first.isError, first.said.status]).toEqual([false, "completed"]);
  expect(heard.length).toBeGreaterThan(0);
  expect(heard).toEqual([...new Set(heard)].sort((a, b) => a - b));
  expect(first.links).toHaveLength(first.said.outputs.length);
  const [link] = z.array(z.looseObject({ uri: z.string(), mimeType: z.string() })).parse(first.links);
  expect([link?.mimeType, (await fetch(link?.uri ?? "")).status]).toEqual(["video/mp4", 200]);
  const again = await call("next-scene", args);
  expect(again.said.id).toBe(first.said.id);
});

test("the price is known before anything starts, and maxCost refuses a dearer job", async () => {
  const before = (await newest()).id;
  const quote = await call("next-scene", film({ seed: 2, dryRun: true }));
  expect(quote.said.cost.max).toBeGreaterThan(0.05);
  const dear = await call("next-scene", film({ seed: 2, maxCost: 0.01 }));
  expect([dear.isError, dear.said.code]).toEqual([true, "budget_exceeded"]);
  expect((await newest()).id).toBe(before);
});

test("a wrong call gets the API's own sentence with the field, and starts nothing", async () => {
  const before = (await newest()).id;
  const wrong: [string, Record<string, unknown>, string][] = [
    ["next-scene", film({ prompt: "x".repeat(100_000) }), "/options/prompt"],
    ["next-scene", film({ image: undefined }), "/input"],
    ["next-scene", film({ image: "http://127.0.0.1:1/x.jpg" }), "/input/0/url"],
    ["next-scene", film({ maxCost: "much" }), "/maxCost"],
    ["next-scene", film({ colour: "red" }), "/options/colour"],
    ["get_job", {}, "/id"],
    ["list_jobs", { status: "done" }, "/status"],
  ];
  for (const [name, args, pointer] of wrong) {
    const { isError, said } = await call(name, args);
    expect([name, isError, said.status]).toEqual([name, true, 400]);
    expect(said.errors.map((one: { pointer: string }) => one.pointer)).toContain(pointer);
  }
  expect((await call("nothing", {})).said).toMatchObject({ code: "not_found" });
  expect((await newest()).id).toBe(before);
});

test("a job that runs longer than the agent waits is found, watched and cancelled", async () => {
  await sandboxOf(testApp).fault({ service: "wan-i2v", fault: "slow", value: 600 });
  const begun = await call("next-scene", film({ seed: 3, waitSeconds: 0 }));
  expect(["queued", "running"]).toContain(begun.said.status);
  const { id } = begun.said;
  const list = await call("list_jobs", { limit: 1 });
  expect(list.said.data).toMatchObject([{ id, model: "next-scene", prompt: "The wind rises." }]);
  expect(summary.parse((await call("get_job", { id })).said).id).toBe(id);
  await call("cancel_job", { id });
  expect((await call("get_job", { id, waitSeconds: 120 })).said.status).toBe("cancelled");
  await sandboxOf(testApp).fault();
});

test("one shot is made again within maxCost, and only that", async () => {
  const made = await call("next-scene", film({ seed: 4, waitSeconds: 240 }));
  const { id } = made.said;
  const args = { id, step: "clip.1", changes: { seed: 5 } };
  expect((await call("retake", { ...args, dryRun: true })).said.cost.max).toBeGreaterThan(0);
  const dear = await call("retake", { ...args, maxCost: 0 });
  expect([dear.isError, dear.said.code]).toEqual([true, "budget_exceeded"]);
  const retaken = await call("retake", { ...args, maxCost: 5, waitSeconds: 240 });
  expect([retaken.isError, retaken.said.status]).toEqual([false, "completed"]);
  const outOfDate = retaken.said.steps.filter((step: { outOfDate?: object }) => step.outOfDate);
  expect(outOfDate.map(({ key }: { key: string }) => key)).toEqual(["film"]);
});

test("an agent sees the jobs of its own key only, and its limits hold", async () => {
  const { id } = await newest();
  const { key } = await newKey(testApp, "an admin", "admin");
  const limited = { name: "another agent", limits: { requestsPerMinute: 1 } };
  const made = await (await callerOf(testApp, key).post("/v1/keys", limited)).json();
  const other = await connect({ "x-api-key": made.key });
  expect((await call("list_jobs", {}, { client: other })).said.data).toEqual([]);
  for (const [name, args] of [
    ["get_job", { id }],
    ["cancel_job", { id }],
    ["retake", { id, step: "film" }],
  ] as const) {
    const { isError, said } = await call(name, args, { client: other });
    expect([name, isError, said.code]).toEqual([name, true, "not_found"]);
  }
  const start = () => call("next-scene", { prompt: "Night." }, { client: other });
  expect([(await start()).said.status, (await start()).said.code]).toEqual([400, "rate_limited"]);
  await other.close();
});

test("a deleted job is not found by any tool, and the answer says how to see it again", async () => {
  const { said } = await call("text-to-image", { prompt: "A short lake.", waitSeconds: 240 });
  const deleted = await callerOf(testApp, testApp.api.key).send("DELETE", `/v1/jobs/${said.id}`);
  expect(deleted.status).toBeLessThan(300);
  for (const [name, args] of [
    ["get_job", {}],
    ["get_job", { waitSeconds: 5 }],
    ["cancel_job", {}],
    ["retake", { step: "picture.1" }],
  ] as const) {
    const { isError, said: refusal } = await call(name, { id: said.id, ...args });
    expect([name, isError, refusal.code, refusal.detail]).toEqual([
      ...[name, true, "not_found"],
      expect.stringContaining("Restore it"),
    ]);
  }
});
