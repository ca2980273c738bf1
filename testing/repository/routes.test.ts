import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { endpoints } from "@/app/endpoints";
import { root } from "@/cli/supervisor/spawn";
import { tags } from "@/server/api/route";

/** The definitions of the endpoints and Next's route files say the same. */

const addressOf = ({ definition: { method, path } }: (typeof endpoints)[number]) => `${method} ${path}`;

/** Endpoints that need no key, each with its reason. */
const open = [
  "POST /api/answers/{call}/{token}", // services: the address itself is the secret
  "GET /api/inngest", // the engine signs its requests
  "POST /api/inngest",
  "PUT /api/inngest",
  "GET /files/{name}", // the link is signed and ends
  "GET /health", // needed before the first key exists
  "GET /oembed", // describes shared pages; their address is the secret
  "GET /s/{token}", // the address itself is the secret; its owner can end it
  "GET /s/{token}/embed",
  "GET /s/{token}/{file}",
  "GET /sign-in", // the link carries a token that works once
  "POST /sign-in", // the form contains a key; only from our own page, with a rate limit
  "GET /v1/openapi.json", // a description
];

test("each endpoint has its route file, and a route file has only the endpoints of its path", async () => {
  const files = readdirSync(join(root, "app"), { recursive: true })
    .map(String)
    .filter((name) => /(^|\/)route\.tsx?$/.test(name));
  expect(files.length).toBeGreaterThan(70);
  const served: string[] = [];
  const others: string[] = [];
  for (const file of files) {
    const path = `/${file.replace(/\/route\.tsx?$/, "").replace(/\[(\w+)\]/g, "{$1}")}`;
    for (const [method, route] of Object.entries(await import(/* @vite-ignore */ join(root, "app", file)))) {
      const found = endpoints.find((endpoint) => endpoint === route);
      if (found) served.push(addressOf(found));
      if (found && addressOf(found) !== `${method} ${path}`) others.push(`${file}: ${method}`);
      if (!found && /^[A-Z]+$/.test(method)) others.push(`${file}: ${method}`);
    }
  }
  expect(others).toEqual([]);
  expect(served.sort()).toEqual(endpoints.map(addressOf).sort());
});

test("no two endpoints have the same address or operation", () => {
  const addresses = endpoints.map(addressOf);
  expect(new Set(addresses).size).toBe(addresses.length);
  const ids = endpoints.flatMap(({ definition: { operationId, head } }) => [operationId, head?.operationId]);
  const known = ids.filter((id) => id !== undefined);
  expect(new Set(known).size).toBe(known.length);
});

test("only the listed endpoints need no key", () => {
  const keyless = endpoints.filter(({ definition }) => definition.access === "public");
  expect(keyless.map(addressOf).sort()).toEqual([...open].sort());
});

test("every endpoint of the API is described, with its responses", () => {
  for (const endpoint of endpoints) {
    const { path, operationId, tag, summary, responses, body, examples } = endpoint.definition;
    if (!path.startsWith("/v1/")) continue;
    const described = {
      operationId: expect.any(String),
      summary: expect.any(String),
      tag: expect.toBeOneOf([...tags]),
    };
    expect({ operationId, tag, summary }, addressOf(endpoint)).toEqual(described);
    expect(Object.keys(responses ?? {}).length, addressOf(endpoint)).toBeGreaterThan(0);
    const hasJson = body !== undefined && (!("content" in body) || body.json !== undefined);
    expect([addressOf(endpoint), (examples ?? []).length > 0]).toEqual([addressOf(endpoint), hasJson]);
  }
});
