import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabase } from "@/db/core/client";

/** The route on a database of its own, without an engine: its protocol, refusals and prices. */

const folder = mkdtempSync(join(tmpdir(), "nextscene-mcp-"));
let agent: Client;

beforeAll(async () => {
  Object.assign(process.env, {
    DATA_DIR: folder,
    SANDBOX_URL: "http://127.0.0.1:9",
    FAL_KEY: "none",
    WAN_I2V_PRICE: "0.1/s",
    QWEN_EDIT_PRICE: "0.02",
  });
  const { migrateDatabase } = await import("@/db/core/migrate");
  await migrateDatabase();
  const { createKey } = await import("@/db/keys");
  const { key } = await createKey({ name: "an agent", role: "user" });
  const { mcp: route } = await import("../api/routes/system");
  agent = new Client({ name: "a test", version: "1.0.0" });
  const transport = new StreamableHTTPClientTransport(new URL("http://localhost:3000/mcp"), {
    requestInit: { headers: { "x-api-key": key } },
    fetch: async (url, init) => {
      const request = new Request(url, init);
      if (request.method !== "POST") return new Response(null, { status: 405 });
      return route(request as Parameters<typeof route>[0], { params: Promise.resolve({}) });
    },
  });
  await agent.connect(transport);
});
afterAll(async () => {
  await agent?.close();
  await closeDatabase();
  rmSync(folder, { recursive: true, force: true });
});

async function call(name: string, args: Record<string, unknown>) {
  const { isError, content } = CallToolResultSchema.parse(await agent.callTool({ name, arguments: args }));
  const [first] = content;
  if (first?.type !== "text") throw new Error("The result begins with a text.");
  return { isError, said: JSON.parse(first.text) };
}

test("the tools are the workflows and four for jobs; their schemas are plain JSON Schema", async () => {
  const { tools } = await agent.listTools();
  expect(tools.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["next-scene", "topic-film", "list_jobs", "get_job", "cancel_job", "retake"]),
  );
  expect(JSON.stringify(tools)).not.toMatch(/"(zh|media|advanced)":/);
});

test("a price is returned without starting anything, and maxCost and wrong fields are refused with the API's sentence", async () => {
  const args = { prompt: "A lake at dawn." };
  const quote = await call("text-to-image", { ...args, dryRun: true });
  expect([quote.isError, quote.said]).toEqual([undefined, expect.objectContaining({ object: "quote" })]);
  const dear = await call("text-to-image", { ...args, maxCost: 0 });
  expect([dear.isError, dear.said.code]).toEqual([true, "budget_exceeded"]);
  const wrong = await call("next-scene", { prompt: "No picture." });
  expect([wrong.isError, wrong.said.errors[0].pointer]).toEqual([true, "/input"]);
  const unknown = await call("get_job", { id: "none" });
  expect([unknown.isError, unknown.said.detail]).toEqual([true, "Job not found."]);
  expect((await call("list_jobs", {})).said.data).toEqual([]);
});

test("a repeated call with the same idempotencyKey is one job, which can be found and cancelled", async () => {
  const args = { prompt: "Night.", idempotencyKey: "once", waitSeconds: 0 };
  const first = await call("text-to-image", args);
  expect(first.said.id).toEqual(expect.any(String));
  expect((await call("text-to-image", args)).said.id).toBe(first.said.id);
  const { data } = (await call("list_jobs", {})).said;
  expect(data.map(({ id }: { id: string }) => id)).toEqual([first.said.id]);
  expect((await call("cancel_job", { id: first.said.id })).said.status).toMatch(/^cancell/);
});
