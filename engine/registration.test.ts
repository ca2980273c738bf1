import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import type { Inngest, InngestFunction } from "inngest";
import { expect, onTestFinished, test } from "vitest";
import { bearerToken } from "./keys";
import { createWorld, KEYS } from "./testing";

type Settings = Partial<Parameters<Inngest["createFunction"]>[0]>;

/** Makes the app register, and returns its answer with the engine's reply. */
async function sync(appUrl: string) {
  const response = await fetch(appUrl, { method: "PUT" });
  return { status: response.status, message: String((await response.json()).message) };
}

const REFUSED: [string, Settings][] = [
  ["batchEvents", { batchEvents: { maxSize: 2, timeout: "5s" } }],
  ["debounce", { debounce: { period: "5s" } }],
  ["idempotency", { idempotency: "event.data.id" }],
  ["rateLimit", { rateLimit: { limit: 1, period: "5s" } }],
  ["singleton", { singleton: { mode: "skip" } }],
  ["throttle", { throttle: { limit: 1, period: "5s" } }],
  ["timeouts", { timeouts: { finish: "5s" } }],
  ["the wildcard trigger", { triggers: [{ event: "go/*" }] }],
  ["cron jitter", { triggers: [{ cron: "0 0 * * *", ...{ jitter: "5s" } }] }],
  ['the cron "61 * * * *" is not understood', { triggers: [{ cron: "61 * * * *" }] }],
  ["does not parse", { triggers: [{ event: "go", if: "event.data.a ==" }] }],
  ["does not parse", { concurrency: { limit: 1, key: "(" } }],
  ["does not parse", { cancelOn: [{ event: "stop", if: "a b" }] }],
  ["does not parse", { priority: { run: "1 +" } }],
  ['concurrency with scope "env" needs a key', { concurrency: { limit: 1, scope: "env" } }],
];

test.each(REFUSED)("registration refuses a feature and names it with its function: %s", async (feature, settings) => {
  const world = await createWorld(
    (inngest) => [inngest.createFunction({ id: "f", triggers: [{ event: "go" }], ...settings }, () => {})],
    { appUrls: [] },
  );
  const { status, message } = await sync(world.appUrl);
  expect(status).toBe(400);
  expect(message).toContain('function "app-f"');
  expect(message).toContain(feature);
});

test("an event is refused until an app has registered", async () => {
  let isClosed = true;
  const world = await createWorld(
    (inngest) => [inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, () => "started")],
    {},
    ({ method }) => (method === "PUT" && isClosed ? new Response(null, { status: 503 }) : undefined),
  );
  const send = () =>
    fetch(`${world.engineUrl}/e/${KEYS.eventKey}`, { method: "POST", body: JSON.stringify({ name: "go", data: {} }) });
  expect((await send()).status).toBe(503);
  isClosed = false;
  expect((await sync(world.appUrl)).status).toBe(200);
  const taken = await send();
  expect(taken.status).toBe(200);
  const { ids } = await taken.json();
  expect((await world.end(ids[0])).output).toBe("started");
});

test("a refused registration keeps the previous functions", async () => {
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, () => "still here"),
  ]);
  world.serve((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, () => "still here"),
    inngest.createFunction({ id: "g", triggers: [{ event: "go" }], debounce: { period: "5s" } }, () => {}),
  ]);
  expect((await sync(world.appUrl)).status).toBe(400);
  expect((await world.end(await world.send("go"))).output).toBe("still here");
});

test("registering the same functions again changes nothing", async () => {
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, () => {}),
  ]);
  expect(await sync(world.appUrl)).toEqual({ status: 200, message: "Successfully registered" });
  expect(world.log.filter(({ event }) => event === "app registered")).toHaveLength(1);
});

test("with a configured address, the engine refuses the app at others and calls the configured one", async () => {
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, () => "at home"),
  ]);
  const strange = createServer((_, response) => response.end());
  await new Promise<void>((resolve) => strange.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void strange.close());
  const asked: unknown[] = [];
  strange.on("request", ({ url }) => asked.push(url));
  const { port } = strange.address() as AddressInfo;
  const away = `http://127.0.0.1:${port}/api/inngest`;
  const put = (host: string) =>
    new Promise((resolve, reject) =>
      request(world.appUrl, { method: "PUT", headers: { host } }, (answer) => resolve(answer.resume().statusCode))
        .once("error", reject)
        .end(),
    );
  expect(await put(`127.0.0.1:${port}`)).toBe(400); // the SDK trusts this host header, unless the app's own server checks it
  const register = (url: string, fnUrl: string) =>
    fetch(`${world.engineUrl}/fn/register`, {
      method: "POST",
      headers: { authorization: `Bearer ${bearerToken(KEYS.signingKey)}` },
      body: JSON.stringify({
        appName: "app",
        url,
        functions: [
          {
            id: "app-f",
            name: "f",
            triggers: [{ event: "go" }],
            steps: { step: { runtime: { type: "http", url: fnUrl } } },
          },
        ],
      }),
    });
  expect((await register(away, `${away}?fnId=app-f&stepId=step`)).status).toBe(400);
  expect((await register(world.appUrl, `${away}?fnId=app-f&stepId=step`)).status).toBe(400);
  expect((await world.end(await world.send("go"))).output).toBe("at home");
  expect(asked).toEqual([]);
});

type Body = Parameters<Inngest["createFunction"]>[1];

const AT_RUN_TIME: [string, Body][] = [
  ["step.waitForSignal", ({ step }) => step.waitForSignal("s", { signal: "x", timeout: "1m", onConflict: "fail" })],
  ["step.sendSignal", ({ step }) => step.sendSignal("s", { signal: "x" })],
  [
    "step.ai.infer",
    ({ step }) =>
      step.ai.infer("s", { model: step.ai.models.openai({ model: "m", apiKey: "k" }), body: { messages: [] } }),
  ],
  ["step.fetch", ({ step }) => step.fetch("http://127.0.0.1:1/")],
];

test.each(AT_RUN_TIME)("an unsupported step fails the run at once and is named: %s", async (feature, body) => {
  const world = await createWorld((inngest): InngestFunction.Any[] => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }], retries: 9 }, body),
  ]);
  const run = await world.end(await world.send("go"));
  expect(run).toMatchObject({
    status: "Failed",
    output: { name: "UnsupportedStep", message: expect.stringContaining(feature) },
  });
  expect(world.calls).toHaveLength(1);
});
