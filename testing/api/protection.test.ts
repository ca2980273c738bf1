import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createShortKey, newSignInLink } from "@/cli/supervisor/database";
import { type Running, startAll } from "@/cli/supervisor/supervisor";
import { problemSchema } from "@/lib/schemas/job";

/**
 * A default start behind https: the security headers of every answer, the rules of sessions, and the addresses that
 * requests may reach.
 */

const publicUrl = "https://studio.example";
let app: Running;
let dataDir: string;
let key: string;
let web: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "nextscene-protection-"));
  app = await startAll({ ports: "free", dataDir, quiet: true, env: { PUBLIC_URL: publicUrl } });
  ({ key } = await createShortKey(app.settings, "test"));
  web = `http://127.0.0.1:${app.settings.PORT}`;
});
afterAll(async () => {
  await app?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

type Asked = { status: number; headers: Record<string, string | string[] | undefined>; text: string };

/** A client that can send any header, including `Host`. */
function ask(path: string, method = "GET", headers: Record<string, string> = {}, body = ""): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${web}${path}`, { method, headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() });
    });
    request.on("error", reject).end(body);
  });
}

async function signedIn(): Promise<string> {
  const { headers } = await follow(new URL(await newSignInLink(app.settings)));
  return String(headers["set-cookie"]).split(";")[0] ?? "";
}

/** Submits the form on a link's page, like a browser. */
function follow(link: URL): Promise<Asked> {
  const form = new URLSearchParams({ token: link.searchParams.get("token") ?? "" }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" };
  return ask(link.pathname, "POST", headers, form);
}

describe("every answer", () => {
  test.each(["/sign-in-needed", "/", "/nothing/here", "/v1/jobs", "/v1/nothing", "/health", "/v1/openapi.json"])(
    "of %s keeps its content type, and allows only our own pages",
    async (path) => {
      const { headers } = await ask(path);
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": expect.stringContaining("camera=(), microphone=(), geolocation=()"),
        "strict-transport-security": "max-age=31536000",
      });
      expect(headers["x-powered-by"]).toBeUndefined();
      const policy = String(headers["content-security-policy"]).split("; ");
      const ofPages = [
        ...[
          "default-src 'none'",
          "script-src-attr 'none'",
          "object-src 'none'",
          "base-uri 'none'",
          "form-action 'self'",
        ],
        ...["frame-ancestors 'none'", "connect-src 'self'", "script-src 'self' 'unsafe-inline'"],
      ];
      if (path.startsWith("/v1/")) expect(policy).toEqual(["default-src 'none'", "frame-ancestors 'none'", "sandbox"]);
      else expect(policy).toEqual(expect.arrayContaining(ofPages));
      expect(String(policy)).not.toMatch(/unsafe-eval|https?:|\*/);
    },
  );

  test.each([
    ["/v1/jobs", 200],
    ["/v1/models", 200],
    ["/v1/jobs/none", 404],
    ["/v1/nothing", 404],
    ["/health", 200],
    ["/files/none.mp4", 404],
  ])("of %s is not cached", async (path, status) => {
    const answer = await ask(path, "GET", { "x-api-key": key });
    expect([answer.status, answer.headers["cache-control"]]).toEqual([status, "no-store"]);
  });
});

test("pictures are served unchanged: no request makes this machine scale them, or fetch others", async () => {
  for (const url of ["/sample.jpg", "/samples/wan-i2v.webp", "http://127.0.0.1/x.png"]) {
    const { status, headers } = await ask(`/_next/image?url=${encodeURIComponent(url)}&w=640&q=75`);
    expect([url, status]).toEqual([url, 404]);
    expect(String(headers["content-type"])).not.toContain("image/");
  }
  expect((await ask("/sample.jpg")).headers["content-type"]).toBe("image/jpeg");
});

describe("a session", () => {
  test("is sent over https only, and not accessible to scripts and other sites' forms", async () => {
    const link = new URL(await newSignInLink(app.settings));
    expect(link.origin).toBe(publicUrl);
    const { headers } = await follow(link);
    expect(String(headers["set-cookie"])).toMatch(
      /^nextscene_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure$/,
    );
    expect(headers["cache-control"]).toBe("no-store");
  });

  test("may change something only when the browser confirms that our own page sent the request", async () => {
    const cookie = await signedIn();
    const attempts: [Record<string, string>, number][] = [
      [{}, 403],
      [{ origin: "null" }, 403],
      [{ origin: "https://evil.example" }, 403],
      [{ origin: "https://evil.example", "x-forwarded-host": "evil.example", forwarded: "host=evil.example" }, 403],
      [{ origin: `https://studio.example.evil.example` }, 403],
      [{ origin: publicUrl, "sec-fetch-site": "cross-site" }, 403],
      [{ origin: publicUrl, "sec-fetch-site": "same-site" }, 403],
      [{ origin: "http://127.0.0.1:1", "sec-fetch-site": "same-site" }, 403],
      [{ origin: web, host: "studio.example", "sec-fetch-site": "none" }, 403],
      [{ origin: publicUrl, host: "web:3000" }, 404], // behind a proxy that changes the name
      [{ origin: web }, 404],
      [{ origin: publicUrl, host: "web:3000", "sec-fetch-site": "same-origin" }, 404],
    ];
    for (const [headers, status] of attempts) {
      const answer = await ask("/v1/jobs/none/cancel", "POST", { cookie, ...headers });
      expect([headers, answer.status]).toEqual([headers, status]);
    }
    expect((await ask("/v1/jobs", "GET", { cookie, "sec-fetch-site": "cross-site" })).status).toBe(200);
  });

  test("expires, and so does a sign-in link", async () => {
    const cookie = await signedIn();
    const link = new URL(await newSignInLink(app.settings));
    expect((await ask("/v1/jobs", "GET", { cookie })).status).toBe(200);
    const database = createClient({ url: `file:${dataDir}/nextscene.db`, timeout: 5000 });
    await database.execute("UPDATE sessions SET expires_at = 1");
    database.close();
    expect((await ask("/v1/jobs", "GET", { cookie })).status).toBe(401);
    const late = await follow(link);
    expect([late.headers.location, late.headers["set-cookie"]]).toEqual(["/sign-in-needed?reason=used", undefined]);
  });

  test.each([
    ["a cookie of 10 KB", { cookie: `nextscene_session=${"x".repeat(10_240)}` }, 401],
    ["an invalid cookie", { cookie: "nextscene_session" }, 401],
    ["many cookies", { cookie: Array.from({ length: 500 }, (_, i) => `c${i}=nextscene_session`).join("; ") }, 401],
    ["a key of 10 KB", { "x-api-key": "ns_".padEnd(10_240, "x") }, 401],
    ["headers of 40 KB", { cookie: "x".repeat(40_960) }, 431],
  ])("is not created by %s", async (_, headers, status) => {
    expect((await ask("/v1/jobs", "GET", headers)).status).toBe(status);
  });

  test.each(["", "x", "x".repeat(43), "x".repeat(10_000), "%00", "' OR 1=1 --"])(
    "is not created by a link with an invented token: %.20s",
    async (token) => {
      const { status, headers } = await ask(`/sign-in?token=${encodeURIComponent(token)}`);
      expect([status, headers.location, headers["set-cookie"]]).toEqual([
        303,
        "/sign-in-needed?reason=used",
        undefined,
      ]);
    },
  );
});

describe("by default the app reaches the sandbox on this machine, and callers cannot make it connect anywhere else here", () => {
  const job = (changes: Record<string, unknown>) => ({
    ...{ model: "next-scene", options: { prompt: "The wind rises." } },
    input: [{ type: "image", url: "asset:none" }],
    ...changes,
  });
  const refusal = async (body: unknown) => {
    const headers = { "x-api-key": key, "content-type": "application/json" };
    const { status, text } = await ask("/v1/generate", "POST", headers, JSON.stringify(body));
    const { code, errors } = problemSchema.parse(JSON.parse(text));
    return [status, code, ...(errors ?? []).map(({ pointer, detail }) => `${pointer}: ${detail}`)];
  };
  const image = (url: string) => job({ input: [{ type: "image", url }] });
  const closed = (field: string) => expect.stringMatching(new RegExp(`^${field}: .*is a private or reserved address`));

  test("callers cannot use the sandbox's address", async () => {
    expect(app.settings.ALLOW_NETWORKS).toBeUndefined();
    const [status, , detail] = await refusal(image(`${app.settings.SANDBOX_URL}/files/none.jpg`));
    expect([status, detail]).toEqual([400, closed("/input/0/url")]);
  });

  test.each(["input", "webhookUrl", "s3Url"])(
    "another port is refused as %s before any request leaves",
    async (field) => {
      let visits = 0;
      const stranger = createServer((_, response) => {
        visits += 1;
        response.end();
      });
      await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
      const address = stranger.address();
      const url = `http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}/x.jpg`;
      try {
        const [status, , detail] = await refusal(field === "input" ? image(url) : job({ [field]: url }));
        expect([status, detail]).toEqual([400, closed(field === "input" ? "/input/0/url" : `/${field}`)]);
        expect(visits).toBe(0);
      } finally {
        stranger.close();
      }
    },
  );

  test.each(["WEB", "ENGINE"])("our own ports are refused too: %s", async (name) => {
    const port = app.settings[name === "WEB" ? "PORT" : "ENGINE_PORT"];
    for (const host of ["127.0.0.1", "localhost", "[::1]", "2130706433", "0.0.0.0", "127.1"]) {
      const [status, , detail] = await refusal(image(`http://${host}:${port}/health`));
      expect([host, status, detail]).toEqual([host, 400, closed("/input/0/url")]);
    }
  });
});
