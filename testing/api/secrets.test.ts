import type { ChildProcess } from "node:child_process";
import { createHash, createHmac, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Api, follow, generate, upload } from "@/cli/film/api-client";
import { createApiKey, newSignInLink } from "@/cli/supervisor/database";
import { claimPort } from "@/cli/supervisor/ports";
import { killGroup, root, spawnBound } from "@/cli/supervisor/spawn";
import { type Running, startAll } from "@/cli/supervisor/supervisor";
import { envSchema } from "@/lib/env";
import { sample } from "../app";
import { startRecorder } from "../recorder";
import { followLink } from "../sign-in-link";

/**
 * A film under faults, with recognisable secrets: services, callers, the bucket and finally the database refuse. Then
 * all output, stored bytes, answers and messages to the engine are searched for them. This test's messages contain the
 * names of secrets and places, never the secrets.
 */

const hex = () => randomBytes(24).toString("hex");
const eventKey = hex();
const signingKey = hex();
const settings: Record<string, string> = {
  SECRET: hex(),
  SERVICE_API_KEY: hex(),
  S3_SECRET_ACCESS_KEY: hex(),
  DATABASE_AUTH_TOKEN: hex(),
  INNGEST_SIGNING_KEY: `signkey-prod-${signingKey}`,
  INNGEST_SIGNING_KEY_FALLBACK: hex(),
  INNGEST_EVENT_KEY: eventKey,
};
const mailPassword = hex();
const slackPath = hex();
settings.SMTP_URL = `smtp://films:${mailPassword}@127.0.0.1:9`; // no server listens there
const presigned = hex();
const words = hex();

const secrets = new Map<string, string>(Object.entries(settings));
const places = new Map<string, Buffer>();
const lines: Record<string, string[]> = { web: [], engine: [], sandbox: [] };
const servers: { close(): void }[] = [];
let app: Running;
let engine: ChildProcess;
let dataDir: string;

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "nextscene-secrets-"));
  const told: { headers: Record<string, string>; body: string }[] = [];
  const caller = await listen(
    createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      if (request.url?.startsWith("/done")) told.push({ headers: request.headers as Record<string, string>, body });
      const status = request.url?.startsWith("/put/taken") ? 200 : request.url?.startsWith("/done") ? 500 : 403;
      response.writeHead(status).end(`<Error><Code>AccessDenied</Code></Error>`);
    }),
  );

  settings.SLACK_WEBHOOK_URL = `${caller}/services/${slackPath}`;

  // The engine runs as a separate process, with a recorder on either side.
  const port = await claimPort(0, "127.0.0.1", "ENGINE_PORT");
  const toEngine = await startRecorder(() => `http://127.0.0.1:${port}`);
  const toApp = await startRecorder(() => app?.url ?? "http://127.0.0.1:9");
  servers.push(toEngine, toApp);
  const engineSettings = { ENGINE_PORT: String(port), ENGINE_APP_URLS: `${toApp.url}/api/inngest` };
  const ownEngine = { PATH: process.env.PATH ?? "", ...settings, ...engineSettings };
  engine = spawnBound(["--import", "tsx", join(root, "engine/main.ts")], ownEngine, (line) => lines.engine?.push(line));
  app = await startAll({
    ports: "free",
    dataDir,
    quiet: true,
    onLine: (name, line) => lines[name]?.push(line),
    env: {
      ...settings,
      INNGEST_BASE_URL: toEngine.url,
      INNGEST_SERVE_ORIGIN: toApp.url,
      MAIL_FROM: "films@example.com",
      S3_ACCESS_KEY_ID: "AKIDEXAMPLE",
      S3_DELIVERY_BUCKETS: "bucket",
      S3_ENDPOINT: caller,
      ALLOW_NETWORKS: `${new URL(caller).hostname}/32:${new URL(caller).port}`,
      SANDBOX_INSTANT: "1",
      RESULT_TIMEOUT: "1",
    },
  });
  const { key } = await createApiKey(app.settings, "planted");
  const api: Api = { url: app.url, key, signal: AbortSignal.timeout(240_000) };
  const link = new URL(await newSignInLink(app.settings));
  const signedIn = await followLink(link.href);
  const session = /nextscene_session=([\w-]+)/.exec(signedIn.headers.get("set-cookie") ?? "")?.[1] ?? "";

  const sandbox = app.settings.SANDBOX_URL ?? "";
  const admin = { "x-api-key": app.settings.SERVICE_API_KEY ?? "", "content-type": "application/json" };
  const rules = [
    { fault: "submit-503", count: 1 },
    { service: "qwen-edit", fault: "result-404", count: 1 },
    { service: "wan-i2v", fault: "fail", count: 1, after: 3 },
    { fault: "webhook-many", value: 2 },
  ];
  await fetch(`${sandbox}/admin/faults`, { method: "POST", headers: admin, body: JSON.stringify({ rules }) });

  const picture = await upload(api, sample);
  const make = async (s3Url: string, model = "next-scene") => {
    const input = [{ type: "image", url: picture }];
    const options = { prompt: `The wind rises, take ${hex()}.` };
    const webhookUrl = `${caller}/done`;
    const notify = ["email:me@example.com", "slack"];
    return follow(api, await generate(api, { model, input, options, webhookUrl, s3Url, notify }), () => {});
  };
  const jobs = [
    await make(`${caller}/put/taken.mp4?X-Amz-Signature=${presigned}`),
    await make(`${caller}/put/refused.jpg?X-Amz-Signature=${presigned}`, "qwen-edit"),
    await make("s3://bucket/prefix/", "qwen-edit"),
    await make(`${caller}/put/taken.mp4?X-Amz-Signature=${presigned}`),
  ];
  await vi.waitFor(() => expect(told.length).toBeGreaterThanOrEqual(jobs.length), { timeout: 120_000 });

  const { submits } = await (await fetch(`${sandbox}/admin/submits`, { headers: admin })).json();
  const tokens = submits.map(({ webhookUrl }: { webhookUrl: string }) => new URL(webhookUrl).pathname);
  const webhookSecret = createHmac("sha256", settings.SECRET ?? "").update(`webhook ${key.split("_")[1]}`);
  const whsec = `whsec_${webhookSecret.digest("base64")}`;
  for (const { body, headers } of told) new Webhook(whsec).verify(body, headers); // the signature is valid

  const signing = createHash("sha256").update(Buffer.from(signingKey, "hex")).digest("hex");
  secrets.set("SMTP_URL", mailPassword);
  secrets.set("SLACK_WEBHOOK_URL", slackPath);
  secrets.set("INNGEST_SIGNING_KEY", signingKey);
  secrets.set("the engine's bearer token", signing);
  secrets.set("an API key", key.split("_")[2] ?? "");
  secrets.set("a webhook secret", whsec.slice("whsec_".length));
  secrets.set("a presigned address's signature", presigned);
  secrets.set("a session", session);
  secrets.set("what a service wrote", words);
  secrets.set("a sign-in link's token", link.searchParams.get("token") ?? "");
  for (const [i, path] of tokens.entries()) secrets.set(`call ${i + 1}'s webhook token`, path.split("/").at(-1));
  for (const { url } of jobs.flatMap(({ outputs }) => outputs)) {
    secrets.set(`a file's signature ${secrets.size}`, new URL(url).searchParams.get("signature") ?? "");
  }

  const ids = jobs.map(({ id }) => id);
  const paths = [
    ...["/v1/jobs?limit=100", "/health", "/v1/openapi.json", "/v1/models", "/v1/keys", "/v1/deliveries", "/v1/none"],
    ...ids.flatMap((id) => ["", "/events", "/deliveries", "/video/metadata"].map((end) => `/v1/jobs/${id}${end}`)),
  ];
  for (const path of paths) {
    const answer = await fetch(new URL(path, app.url), { headers: { "x-api-key": key } });
    keep(`the answer of ${path}`, await answer.text());
  }
  keep("a caller's webhooks", JSON.stringify(told));

  // Finally the database fails during a request that has a secret in its address.
  const database = createClient({ url: `file:${dataDir}/nextscene.db`, timeout: 5000 });
  await database.execute("ALTER TABLE inbox RENAME TO away");
  const broken = await fetch(new URL(tokens[0], app.url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ id: "x", status: "failed", error: `First line.\nparams: 2\n${words}` }),
  });
  expect(broken.status).toBe(500);
  database.close();
  await vi.waitFor(() => expect(lines.web?.join("")).toContain("request failed"), { timeout: 120_000 });
  keep("messages to the engine", [...toEngine.said(), ...toApp.said()].join("\n"));
  for (const [name, spoken] of Object.entries(lines)) keep(`the output of ${name}`, spoken.join("\n"));
  for (const file of files()) places.set(`the file ${file}`, readFileSync(join(dataDir, file)));
});

afterAll(async () => {
  await app?.stop();
  if (engine) killGroup(engine);
  for (const server of servers) server.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const keep = (place: string, text: string) => places.set(place, Buffer.from(text));

/** All stored files except the sandbox's: it is an external service, and knows what services receive. */
const files = () =>
  readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dataDir.length + 1))
    .filter((file) => !file.startsWith("sandbox/"));

/** Where which secrets occur, in plain text or base64, by name. */
function found(names: RegExp, allowed = /^$/): string[] {
  return [...secrets]
    .filter(([name]) => names.test(name))
    .flatMap(([name, secret]) => {
      const written = [secret, Buffer.from(secret).toString("base64").replace(/=+$/, "")];
      return [...places]
        .filter(([place, bytes]) => !allowed.test(place) && written.some((text) => bytes.includes(text)))
        .map(([place]) => `${name} is in ${place}`);
    });
}

test("every secret setting was planted, and every place was searched", () => {
  const secretSettings = Object.entries(envSchema.shape).flatMap(([name, schema]) =>
    schema.meta()?.secret ? name : [],
  );
  expect(Object.keys(settings).sort()).toEqual(secretSettings.sort());
  for (const [name, secret] of secrets) expect([name, secret.length >= 32]).toEqual([name, true]);
  for (const [place, bytes] of places) if (place.startsWith("the answer")) expect(bytes.length).toBeGreaterThan(0);
  expect([...places.keys()]).toEqual(expect.arrayContaining(["the file nextscene.db", "the output of web"]));
  expect(places.get("messages to the engine")?.toString()).toContain("job/queued.next-scene");
  expect([...secrets.keys()].filter((name) => name.includes("webhook token")).length).toBeGreaterThan(10);
});

test("no secret setting, key, session or link occurs in output, answers, steps or the database", () => {
  expect(found(/^[A-Z0-9_]+$|bearer|API key|session|link/)).toEqual([]);
});

test("values that the database refused are not logged", () => {
  expect(found(/what a service wrote/, /^what the engine/)).toEqual([]);
});

test("a webhook's secret occurs nowhere", () => {
  expect(found(/webhook secret/)).toEqual([]);
});

test("the token of a call occurs only at its service", () => {
  expect(found(/webhook token/)).toEqual([]);
});

test("the signature of a presigned address occurs nowhere in plain text", () => {
  expect(found(/presigned/)).toEqual([]);
});

test("a file's signed address goes to its owner only, and is not stored, logged or sent to the engine", () => {
  expect(found(/file's signature/, /^the answer|^what a caller/)).toEqual([]);
});
