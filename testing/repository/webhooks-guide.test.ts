import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { claimPort } from "@/cli/supervisor/ports";
import { killGroup, root } from "@/cli/supervisor/spawn";
import { type Running, startAll } from "@/cli/supervisor/supervisor";
import { webhookHeaders, webhookSecret } from "@/lib/crypto/webhook-signature";

/** Runs the guide for receivers as printed: its receivers accept webhooks of a real app, and refuse forged ones. */

const guide = readFileSync(join(root, "docs/webhooks.md"), "utf8");
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "nextscene-guide-"));
/** Inside the tree, where the guide's package and npm's scripts resolve. */
const examples = join(root, "cli/.webhook-examples");

const blocks = [...guide.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = "", text = ""]) => ({
  language,
  text,
}));
/** The only block of a language that contains a text. */
function block(language: string, containing: string): string {
  const found = blocks.filter((one) => one.language === language && one.text.includes(containing));
  expect(found).toHaveLength(1);
  return found[0]?.text ?? "";
}

let app: Running;
let port: number;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  port = await claimPort(0, "127.0.0.1", "PORT");
  app = await startAll({
    ports: "free",
    dataDir: folder,
    quiet: true,
    env: { ALLOW_NETWORKS: `127.0.0.1/32:${port}` },
  });
  env = { ...process.env, ...app.settings, NEXTSCENE_URL: app.url };
  mkdirSync(examples, { recursive: true });
  for (const { language, text } of blocks) {
    const name = /^\/\/ (\S+\.mjs)$/m.exec(text)?.[1];
    if (language === "js" && name) writeFileSync(join(examples, name), text.replaceAll("4000", String(port)));
  }
});
afterAll(async () => {
  await app?.stop();
  for (const made of [examples, folder]) rmSync(made, { recursive: true, force: true });
});

let receiver: ReturnType<typeof listening> | undefined;
afterEach(async () => {
  await receiver?.end();
  receiver = undefined;
});

/** A server program of the guide, and its output. */
function listening(command: string, given: Record<string, string>) {
  const child = spawn("bash", ["--norc", "-euo", "pipefail", "-c", command], {
    cwd: examples,
    env: { ...env, ...given },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"], // bash reads its start-up files when its input is a socket
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => lines.push(String(chunk)));
  const ended = once(child, "close");
  return {
    lines,
    ready: () => vi.waitFor(() => fetch(`http://127.0.0.1:${port}/`, { method: "POST" }), 120_000),
    end: () => {
      killGroup(child);
      return ended;
    },
  };
}

const message =
  '{"id":"1","status":"completed","model":"next-scene","localUrl":["https://example.com/1.mp4"],"error":null}';
const now = () => Math.floor(Date.now() / 1000);

describe.each(["receiver.mjs", "receiver-with-package.mjs"])("%s", (name) => {
  const secrets = [webhookSecret("guide", 1), webhookSecret("guide")];

  async function deliver(changes: { timestamp?: number; secrets?: string[]; body?: string } = {}) {
    const { timestamp = now(), body = message } = changes;
    const headers = webhookHeaders({ id: "msg_1", timestamp, body: message, secrets: changes.secrets ?? secrets });
    return (await fetch(`http://127.0.0.1:${port}/`, { method: "POST", headers, body })).status;
  }

  test.each(secrets.map((secret, i) => [i === 0 ? "new" : "old", secret]))(
    "with the %s secret of a rotation it accepts signed webhooks, and refuses forged, changed and old ones",
    async (_, secret) => {
      receiver = listening(`node ${name}`, { WEBHOOK_SECRET: secret });
      await receiver.ready();
      expect(await deliver()).toBe(204);
      expect(await deliver()).toBe(204);
      expect(await deliver({ body: message.replace("completed", "failed") })).toBe(401);
      expect(await deliver({ body: `${message} ` })).toBe(401);
      expect(await deliver({ secrets: [webhookSecret("another sender")] })).toBe(401);
      expect(await deliver({ timestamp: now() - 310 })).toBe(401);
      expect(await deliver({ timestamp: now() + 310 })).toBe(401);
      expect(await deliver({ timestamp: now() - 290 })).toBe(204);
    },
  );
});

test("the guide's first receiver acts once on a repeated message", async () => {
  receiver = listening("node receiver.mjs", { WEBHOOK_SECRET: webhookSecret("guide") });
  await receiver.ready();
  const headers = webhookHeaders({ id: "msg_2", timestamp: now(), body: message, secrets: [webhookSecret("guide")] });
  for (let i = 0; i < 2; i++) await fetch(`http://127.0.0.1:${port}/`, { method: "POST", headers, body: message });
  await receiver.end();
  expect(receiver.lines.join("")).toBe("next-scene completed https://example.com/1.mp4\n");
});

test("the commands of the guide send a test event that its receiver accepts", async () => {
  const setUp = block("sh", "export WEBHOOK_SECRET");
  receiver = listening(setUp.replace("node receiver.mjs", 'echo "$NEXTSCENE_KEY" > key && node receiver.mjs'), {});
  await receiver.ready();
  const NEXTSCENE_KEY = readFileSync(join(examples, "key"), "utf8").trim();
  const command = block("sh", "/v1/webhooks/test").replaceAll("4000", String(port));
  const { stdout } = await run("bash", ["--norc", "-euo", "pipefail", "-c", command], {
    cwd: examples,
    env: { ...env, NEXTSCENE_KEY },
  });
  expect(stdout).toMatch(/delivered: true,\s+status: 204/);
  await receiver.end();
  expect(receiver.lines.join("").trim()).toBe("webhook.test completed");
});

test("every route in the guide exists", async () => {
  const document = await (await fetch(`${app.url}/v1/openapi.json`)).json();
  const named = [...guide.matchAll(/`(GET|POST) (\/v1\/[^`?]+)`/g)].map(([, method = "", path = ""]) => [method, path]);
  expect(named.length).toBeGreaterThan(8);
  const missing = named.filter(([method = "", path = ""]) => !document.paths[path]?.[method.toLowerCase()]);
  expect(missing).toEqual([]);
});
