import { readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { problemSchema } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "../app";
import { callerOf } from "../caller";

/** Pods on a private network: the app reaches them and their results, but callers cannot use it to reach them. */

let testApp: TestApp;
let picture: string;
const servers: Server[] = [];
const visits: string[] = [];

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const files = () =>
  serve((request, response) => {
    visits.push(`${request.method} ${request.headers.host}`);
    response.writeHead(200, { "content-type": "image/jpeg" }).end(readFileSync(sample));
  });

let pod: string;
let admitted: string;
let private_: string;

beforeAll(async () => {
  [admitted, private_] = await Promise.all([files(), files()]);
  /** A submit's prompt is the address of its result. */
  pod = await serve(async (request, response) => {
    if (request.method === "GET") return void response.end(readFileSync(sample));
    const { options, webhookUrl } = (await json(request)) as { options: { prompt: string }; webhookUrl: string };
    response.end(JSON.stringify({ id: "work" }));
    const body = JSON.stringify({ id: "work", status: "completed", localUrl: [options.prompt] });
    await fetch(webhookUrl, { method: "POST", headers: { "content-type": "application/json" }, body });
  });
  testApp = await startApp({
    ...{ SANDBOX_INSTANT: "1", QWEN_EDIT_URL: pod, SERVICE_API_KEY: "the key of the pods", ALLOW_NETWORKS: "" },
    SERVICE_NETWORKS: `127.0.0.1/32:${new URL(admitted).port}`,
  });
  picture = await upload(testApp.api, sample);
});
afterAll(async () => {
  await testApp?.close();
  for (const server of servers) server.close();
});

async function edit(result: string) {
  const input = [{ type: "image", url: picture }];
  const job = await generate(testApp.api, { model: "qwen-edit", input, options: { prompt: result } });
  return follow(testApp.api, job, () => {});
}

describe("a result", () => {
  test("at the service's own address, and in a network of the services, is fetched", async () => {
    for (const base of [pod, admitted]) expect(await edit(`${base}/x.jpg`)).toMatchObject({ status: "completed" });
  });

  test("elsewhere in a private network is not fetched", async () => {
    const before = visits.length;
    const job = await edit(`${private_}/x.jpg`);
    expect([job.status, job.error?.code]).toEqual(["failed", "result_unusable"]);
    expect(job.error?.message).toContain("is a private or reserved address");
    expect(visits.length).toBe(before);
  });
});

test("callers cannot make the app connect to the services' addresses", async () => {
  const { post } = callerOf(testApp, testApp.api.key);
  const input = [{ type: "image", url: picture }];
  const film = { model: "qwen-edit", input, options: { prompt: "Night." } };
  const before = visits.length;
  for (const base of [pod, admitted]) {
    const url = `${base}/x.jpg`;
    const attempts = [
      post("/v1/generate", { ...film, input: [{ type: "image", url }] }),
      post("/v1/generate", { ...film, webhookUrl: url }),
      post("/v1/generate", { ...film, s3Url: url }),
      post("/v1/webhooks/test", { url }),
    ];
    for (const response of await Promise.all(attempts)) {
      const { detail } = problemSchema.parse(await response.json());
      expect([response.status, detail]).toEqual([400, expect.stringContaining("is a private or reserved address")]);
    }
  }
  expect(visits.length).toBe(before);
});
