import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv2020 from "ajv/dist/2020";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { createApiKey } from "@/cli/supervisor/database";
import { root } from "@/cli/supervisor/spawn";
import type { Job } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "../app";
import { callerOf } from "../caller";

/** Checks the description of the API with an independent validator, and against the answers of a real app. */

type Schema = Record<string, unknown>;
type Content = Record<string, { schema: Schema }>;
type Operation = {
  operationId: string;
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content; headers?: Schema }>;
};
type Document = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Schema> } };

let testApp: TestApp;
let document: Document;
let web: { url: string; port: number; close(): void };
/** Values for the path parameters. */
let known: Record<string, string>;
let admin: string;
let fresh: () => Promise<Job>;

beforeAll(async () => {
  web = await startWeb();
  testApp = await startApp({ SANDBOX_INSTANT: "1", SLACK_WEBHOOK_URL: `${web.url}/services/T0/B0/x` }, [
    `127.0.0.1/32:${web.port}`,
  ]);
  document = await (await callerOf(testApp, null).get("/v1/openapi.json")).json();
  const picture = await upload(testApp.api, sample);
  let films = 0;
  fresh = async () => {
    films += 1;
    const options = { prompt: `Take ${films}.` };
    const body = { model: "wan-i2v", input: [{ type: "image", url: picture }], options, webhookUrl: web.url };
    return follow(testApp.api, await generate(testApp.api, body), () => {});
  };
  const job = await fresh();
  const topic = { model: "topic-film", options: { topic: "Rain", style: "nature" }, review: true };
  const film = await generate(testApp.api, topic);
  const caller = callerOf(testApp, testApp.api.key);
  const stands = async () => (await (await caller.get(`/v1/jobs/${film.id}`)).json()).status;
  await vi.waitFor(async () => expect(await stands()).toBe("awaiting_review"), { timeout: 120_000 });
  const { data } = await (await callerOf(testApp, testApp.api.key).get(`/v1/jobs/${job.id}/deliveries`)).json();
  const key = await createApiKey(testApp.app.settings, "an example");
  const made = await callerOf(testApp, testApp.api.key).post("/v1/batches", {
    requests: [{ model: "qwen-edit", input: [{ type: "image", url: picture }], options: { prompt: "In a batch." } }],
  });
  const batch = (await made.json()).id;
  const batchEnd = async () =>
    (await (await callerOf(testApp, testApp.api.key).get(`/v1/batches/${batch}`)).json()).finishedAt;
  await vi.waitFor(async () => expect(await batchEnd()).not.toBeNull(), { timeout: 120_000 });
  admin = (await createApiKey(testApp.app.settings, "an admin", "admin")).key;
  const note = await fetch(new URL("/v1/uploads", testApp.api.url), {
    method: "POST",
    headers: { "x-api-key": testApp.api.key, "content-type": "text/vtt" },
    body: "WEBVTT\n\nNOTE No job uses this file.\n",
  });
  known = {
    file: (await note.json()).id,
    job: job.id,
    film: film.id,
    step: job.steps[0]?.key ?? "",
    delivery: data[0].id,
    batch,
    key: key.key.split("_")[1] ?? "",
  };
});
afterAll(async () => {
  web?.close();
  await testApp?.close();
});

/** A server for the examples' https://example.com: serves a picture, and accepts webhooks. */
async function startWeb() {
  const picture = await readFile(sample);
  const server = createServer((request, response) => {
    if (request.method === "POST") return request.resume().on("end", () => response.writeHead(204).end());
    return response.writeHead(200, { "content-type": "image/jpeg", "content-length": picture.length }).end(picture);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, port, close: () => server.close() };
}

test("an independent validator finds nothing wrong with it", async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
});

test("a widely used linter finds no error in it", async () => {
  const file = join(testApp.dataDir, "openapi.json");
  await writeFile(file, JSON.stringify(document));
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const lint = [join(root, "node_modules/@redocly/cli/bin/cli.js"), "lint", file, "--format=json"];
  const { stdout } = await promisify(execFile)(process.execPath, lint, { env, maxBuffer: 1e8 }).catch((error) => error);
  const { totals, problems } = JSON.parse(stdout.slice(stdout.indexOf("{")));
  const errors = problems.filter(({ severity }: { severity: string }) => severity === "error");
  expect([totals.errors, errors]).toEqual([0, []]);
});

test("named objects are references, not copies", () => {
  const { Job, Step, JobList } = document.components.schemas;
  expect(JSON.stringify(Job)).toContain('"items":{"$ref":"#/components/schemas/Step"}');
  expect(JSON.stringify(Step)).toContain('"items":{"$ref":"#/components/schemas/Output"}');
  expect(JSON.stringify(JobList)).toContain('"items":{"$ref":"#/components/schemas/Job"}');
});

test("every reference exists, and every operation has a unique id", () => {
  const refs = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
    ([, name = ""]) => name,
  );
  expect(refs.filter((name) => !(name in document.components.schemas))).toEqual([]);
  const ids = operations().map(({ operation }) => operation.operationId);
  expect(ids.length).toBeGreaterThan(30);
  expect(new Set(ids).size).toBe(ids.length);
});

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );

/**
 * The examples of an operation's JSON body, with their addresses pointing here; one undefined example if it has no
 * body.
 */
function examplesOf({ requestBody }: Operation): (string | undefined)[] {
  const schema = requestBody?.content["application/json"]?.schema;
  const name =
    String(schema?.$ref ?? "")
      .split("/")
      .at(-1) ?? "";
  const examples = (document.components.schemas[name] ?? schema)?.examples as unknown[] | undefined;
  if (!schema) return [undefined];
  return (examples ?? [{}]).map((one) => JSON.stringify(one).replaceAll("https://example.com", web.url));
}

/** Each header with each of its examples, and one set without headers. */
function headersOf({ parameters = [] }: Operation): Record<string, string>[] {
  const headers = parameters.filter(({ in: where }) => where === "header");
  return [
    {},
    ...headers.flatMap(({ name, schema }) => ((schema.examples ?? []) as string[]).map((value) => ({ [name]: value }))),
  ];
}

/** The bodies of an upload, one for each described content type. */
async function uploadsOf({ requestBody }: Operation): Promise<BodyInit[]> {
  const bytes = new Uint8Array(await readFile(sample));
  const form = new FormData();
  form.set("file", new Blob([bytes], { type: "image/jpeg" }), "sample.jpg");
  const table = `LUT_3D_SIZE 2\n${"0 0.5 1\n".repeat(8)}`;
  const texts = { "text/vtt": "WEBVTT\n", "application/json": "{}", "application/x-cube": table };
  expect(Object.keys(requestBody?.content ?? {}).sort()).toEqual(
    ["application/x-subrip", "application/zip", "audio/*", "image/*", "multipart/form-data", "video/*"]
      .concat(Object.keys(texts))
      .sort(),
  );
  const files = Object.entries(texts).map(([type, text]) => new Blob([text], { type }));
  return [new Blob([bytes], { type: "image/jpeg" }), form, ...files];
}

/** Operations whose success needs another state or setting, with the status of their refusal. */
const refused: Record<string, number> = {
  resolveStep: 409, // nothing is unconfirmed
  editStep: 400, // its examples are results of other services
  retakeSteps: 404, // it has no such steps
  retryJob: 409, // it has not failed
  retryBatch: 409,
  approveJob: 409, // it was started without a review
  continueJob: 409, // nothing is out of date
  cancelAsPod: 404, // it has ended
  cancelAsPodV1: 404,
  presignUpload: 409, // the media are on disk
  completeUpload: 404,
  getCut: 404, // it joins no clips
  cutFilm: 404,
  getEditList: 404,
};
/** These change what other examples need, so each gets its own job or runs separately. */
const onItsOwn = ["deleteJob", "retakeStep", "chooseTake", "cancelJob"];
/** The described response headers that are always present. */
const mustHave = new Set(["Location", "RateLimit-Policy", "RateLimit"]);
const last = ["deleteBatch", "deleteJob", "rotateKey", "revokeKey", "changeKey"];

test("operations that start a job describe the refusals for limits and for a full storage", () => {
  const statuses = (id: string) =>
    Object.keys(operations().find(({ operation }) => operation.operationId === id)?.operation.responses ?? {});
  for (const id of ["generate", "createBatch", "retryBatch", "retryJob", "retakeStep", "chooseTake", "continueJob"]) {
    expect([id, statuses(id)]).toEqual([id, expect.arrayContaining(["402", "429"])]);
  }
  expect(statuses("generate")).toContain("507");
});

test("every operation answers each of its examples as described", async () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: "api", components: document.components } as Schema);
  const wrong: string[] = [];
  const inOrder = operations().sort(
    (a, b) => last.indexOf(a.operation.operationId) - last.indexOf(b.operation.operationId),
  );
  for (const { path, method, operation } of inOrder) {
    const { operationId } = operation;
    // The admin starts no jobs: their notifications would be the only Slack message of the minute.
    const key = /^\/v1\/(keys|notifications|providers)/.test(path) ? admin : testApp.api.key;
    const isUpload = method === "POST" && path === "/v1/uploads";
    const bodies: (BodyInit | undefined)[] = isUpload ? await uploadsOf(operation) : examplesOf(operation);
    for (const [body, headers] of bodies.flatMap((body) =>
      headersOf(operation).map((headers) => [body, headers] as const),
    )) {
      const old = /\/(style|script|storyboard)$/.test(path) ? known.film : known.job;
      const job = onItsOwn.includes(operationId) ? (await fresh()).id : old;
      const ofKind = {
        keys: known.key,
        deliveries: known.delivery,
        batches: known.batch,
        library: known.file,
        providers: "fal",
      }; // the sandbox replaces fal
      const id = Object.entries(ofKind).find(([kind]) => path.startsWith(`/v1/${kind}`))?.[1] ?? job;
      const at = path.replace("{id}", id ?? "").replace("{key}", known.step ?? "");
      const what = `${method} ${at} (${operationId}) ${JSON.stringify(headers)} ${typeof body === "string" ? body : ""}`;
      const type = typeof body === "string" && { "content-type": "application/json" };
      const sent = { method, body, headers: { "x-api-key": key, ...type, ...headers } };
      const response = await fetch(new URL(at, testApp.api.url), sent);
      const described = operation.responses[String(response.status)];
      const stream = "text/event-stream" in (operation.responses["200"]?.content ?? {});
      const said = stream ? "" : await response.text();
      if (stream) await response.body?.cancel();
      const wanted = refused[operationId];
      if (!described || (wanted ? response.status !== wanted : response.status >= 300)) {
        wrong.push(`${what}: ${response.status} ${said.slice(0, 300)}`);
        continue;
      }
      const unnamed = Object.keys(described.headers ?? {}).filter(
        (name) => mustHave.has(name) && !response.headers.has(name),
      );
      if (unnamed.length > 0) wrong.push(`${what}: no ${unnamed}`);
      const [contentType, content] = Object.entries(described.content ?? {})[0] ?? [];
      if (!contentType?.includes("json") || !content) continue;
      const schema = JSON.parse(JSON.stringify(content.schema).replaceAll('"#/components', '"api#/components'));
      const json = JSON.parse(said);
      if (!ajv.validate(schema, json)) wrong.push(`${what}: ${ajv.errorsText()} in ${said.slice(0, 300)}`);
      if (json.object === "list" && Object.keys(json).sort().join() !== "data,firstId,hasMore,lastId,object") {
        wrong.push(`${what}: a list of ${Object.keys(json)}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});
