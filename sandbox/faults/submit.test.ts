import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, KEY, openCaller, wishing } from "../testing/caller";

let caller: Caller;
beforeAll(async () => {
  caller = await openCaller({ instant: "media", concurrency: 1 });
});
afterAll(() => caller.close());

/** The number of submits that `act` got accepted. */
async function accepted(act: () => Promise<unknown>): Promise<number> {
  const before = (await caller.submits()).length;
  await act();
  return (await caller.submits()).length - before;
}

describe("faults of the submit", () => {
  test.each([
    ["submit-503=2,7", 503, "7"],
    ["submit-429=2", 429, "1"],
    ["submit-500=2", 500, null],
    ["submit-html=2", 502, null],
  ])("%s refuses twice without accepting, then accepts", async (fault, status, retryAfter) => {
    const request = wishing(fault);
    const count = await accepted(async () => {
      for (const expected of [status, status, 200]) {
        const { response } = await caller.submit("wan-i2v", request);
        expect(response.status).toBe(expected);
        if (expected !== 200) expect(response.headers.get("retry-after")).toBe(retryAfter);
        if (expected === 502) expect(response.headers.get("content-type")).toContain("text/html");
      }
    });
    expect(count).toBe(1);
  });

  test("submit-reset cuts the connection once, before it accepts anything", async () => {
    const request = wishing("submit-reset");
    const count = await accepted(async () => {
      await expect(caller.submit("wan-i2v", request)).rejects.toThrow();
      expect((await caller.submit("wan-i2v", request)).response.status).toBe(200);
    });
    expect(count).toBe(1);
  });

  test("submit-reset-accepted cuts the connection, and still works and sends the webhook", async () => {
    const before = caller.receiver.hooks.length;
    const count = await accepted(() =>
      expect(caller.submit("wan-i2v", wishing("submit-reset-accepted"))).rejects.toThrow(),
    );
    expect(count).toBe(1);
    const hooks = await caller.receiver.until("/hooks/", before + 1);
    expect(hooks.at(-1)?.body).toMatchObject({ status: "completed" });
  });

  test("receipt-result answers with the webhook's body", async () => {
    const { hook, response } = await caller.submit("wan-i2v", wishing("receipt-result"));
    const receipt = await response.json();
    expect(receipt).toMatchObject({ status: "completed", localUrl: [expect.any(String)] });
    expect((await caller.receiver.until(hook))[0]?.body).toEqual(receipt);
  });

  test("receipt-refusal is a 200 with an error, and accepts nothing", async () => {
    const count = await accepted(async () => {
      const { response } = await caller.submit("wan-i2v", wishing("receipt-refusal=come back later"));
      expect([response.status, await response.json()]).toEqual([200, { status: "error", message: "come back later" }]);
    });
    expect(count).toBe(0);
  });

  test("submit-html-accepted answers with a page, and still works and sends the webhook", async () => {
    const { hook, response } = await caller.submit("wan-i2v", wishing("submit-html-accepted"));
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect((await caller.receiver.until(hook))[0]?.body).toMatchObject({ status: "completed" });
  });

  test("submit-silent never answers, and sends the webhook once the caller has given up", async () => {
    const before = caller.receiver.hooks.length;
    const patience = new AbortController();
    const body = {
      model: "wan-i2v",
      input: [caller.picture],
      webhookUrl: `${caller.receiver.url}/hooks/silent`,
      ...wishing("submit-silent"),
    };
    const asking = fetch(`${caller.sandbox.url}/wan-i2v/v1/generate`, {
      method: "POST",
      headers: { "x-api-key": KEY },
      body: JSON.stringify(body),
      signal: patience.signal,
    });
    const given = expect(asking).rejects.toThrow();
    while (
      !(await caller.submits()).some(
        (submit) => submit.state === "completed" && "webhookUrl" in submit && submit.webhookUrl === body.webhookUrl,
      )
    );
    expect(caller.receiver.hooks).toHaveLength(before);
    patience.abort();
    await given;
    await caller.receiver.until("/hooks/silent");
  });

  test.each([
    ["submit-401", 401, "invalid API key"],
    ["submit-402", 402, "no credits left"],
    ["submit-422", 422, "options.prompt: refused by the content policy"],
    ["submit-422=no swords please", 422, "no swords please"],
  ])("%s is refused every time", async (fault, status, detail) => {
    const request = wishing(fault);
    const count = await accepted(async () => {
      for (let i = 0; i < 3; i++) {
        const { response } = await caller.submit("wan-i2v", request);
        expect([response.status, await response.json()]).toEqual([status, { detail }]);
      }
    });
    expect(count).toBe(0);
  });

  test("submit-hold accepts at once, so that a cancel can arrive before the answer, and hold keeps work open", async () => {
    const held = await caller.submit("wan-i2v", wishing("hold"));
    const slow = caller.submit("wan-i2v", wishing("submit-hold", "cancel me"));
    const waiting = async () =>
      (await caller.submits()).find((submit) => "prompt" in submit && submit.prompt === "cancel me");
    let found = await waiting();
    while (!found) found = await waiting();
    expect((await caller.send("POST", `/wan-i2v/cancel/${found.id}`)).status).toBe(200);
    expect((await caller.send("POST", "/admin/release")).status).toBe(200);
    expect((await slow).response.status).toBe(200);
    await caller.receiver.until(held.hook);
  });

  test("webhook-first sends the webhook before the answer to the submit", async () => {
    const { hook, response } = await caller.submit("wan-i2v", wishing("webhook-first"));
    expect(caller.receiver.hooks.some((told) => told.path === hook)).toBe(true);
    expect(response.status).toBe(200);
  });
});

describe("faults of the work", () => {
  test.each([
    ["fail", /^CUDA out of memory/],
    ["fail=the model is being updated", /^the model is being updated$/],
  ])("%s fails with the service's own message", async (fault, error) => {
    expect(await caller.run("wan-i2v", wishing(fault))).toMatchObject({
      status: "failed",
      error: expect.stringMatching(error),
      localUrl: [],
    });
  });

  test("cancel-404 refuses to cancel a queued job, and runs it", async () => {
    const held = await caller.submit("wan-i2v", wishing("slow=0.5"));
    const { hook, response } = await caller.submit("wan-i2v", wishing("cancel-404"));
    const { id }: { id: string } = await response.json();
    expect((await caller.send("POST", `/wan-i2v/cancel/${id}`)).status).toBe(404);
    expect((await caller.receiver.until(hook))[0]?.body).toMatchObject({ id, status: "completed" });
    await caller.receiver.until(held.hook);
  });
});
