import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, openCaller, wishing } from "../testing/caller";

let caller: Caller;
beforeAll(async () => {
  caller = await openCaller({ instant: "media", concurrency: 1 });
});
afterAll(() => caller.close());

describe("faults of the result", () => {
  const resultOf = async (fault: string, init?: RequestInit) =>
    fetch((await caller.run("wan-i2v", wishing(fault))).localUrl[0] ?? "", init);

  test("result-404", async () => expect((await resultOf("result-404")).status).toBe(404));

  test("result-late appears at the third request", async () => {
    const [url = ""] = (await caller.run("wan-i2v", wishing("result-late"))).localUrl;
    const statuses = [await fetch(url), await fetch(url), await fetch(url)].map(({ status }) => status);
    expect(statuses).toEqual([404, 404, 200]);
  });

  test("result-empty", async () => {
    const response = await resultOf("result-empty");
    expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([200, 0]);
  });

  test("result-large, declared or not", async () => {
    const declared = await resultOf("result-large=5000000000");
    expect(declared.headers.get("content-length")).toBe("5000000000");
    await declared.body?.cancel();
    const silent = await resultOf("result-large=3000000,1");
    expect(silent.headers.get("content-length")).toBeNull();
    expect((await silent.arrayBuffer()).byteLength).toBe(3_000_000);
  });

  test("result-type", async () =>
    expect((await resultOf("result-type")).headers.get("content-type")).toBe("text/html"));

  test.each(["result-gzip", "result-bomb"])("%s is compressed", async (fault) => {
    const response = await resultOf(fault);
    expect(response.headers.get("content-encoding")).toBe("gzip");
    await response.body?.cancel();
  });

  test("result-redirect redirects to a private address", async () => {
    const response = await resultOf("result-redirect", { redirect: "manual" });
    expect([response.status, response.headers.get("location")]).toEqual([
      302,
      "http://169.254.169.254/latest/meta-data/",
    ]);
  });

  test("result-broken has a film's beginning and length, but is not a film", async () => {
    const whole = Buffer.from(await (await resultOf("webhook-chunked")).arrayBuffer());
    const broken = Buffer.from(await (await resultOf("result-broken")).arrayBuffer());
    expect(broken.subarray(0, 32)).toEqual(whole.subarray(0, 32));
    expect(broken.length).toBe(whole.length);
    expect(broken.subarray(64).every((byte) => byte === 0x2a)).toBe(true);
  });

  test("result-cut ends in the middle", async () => {
    await expect(resultOf("result-cut").then((response) => response.arrayBuffer())).rejects.toThrow();
  });

  test("result-slow arrives in the end", async () => {
    expect((await resultOf("result-slow=0.1")).headers.get("content-type")).toBe("video/mp4");
  });

  test("result-none completes without a result", async () => {
    expect(await caller.run("wan-i2v", wishing("result-none"))).toMatchObject({ status: "completed", localUrl: [] });
  });
});
