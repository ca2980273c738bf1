import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Caller, openCaller } from "../testing/caller";
import { faults } from "./";

let caller: Caller;
beforeAll(async () => {
  caller = await openCaller({ instant: "media", concurrency: 1 });
});
afterAll(() => caller.close());
afterEach(() => caller.send("DELETE", "/admin/faults"));

describe("markers", () => {
  const scenesOf = async (prompt: string): Promise<string[]> => {
    const response = await caller.send("POST", "/qwen-vl/v1/generate", { image_url: "data:,", prompt });
    const body: { enhanced_prompt: string; original_prompt: string } = await response.json();
    expect(body.original_prompt).not.toContain("[fault");
    return body.enhanced_prompt.split("\n\n");
  };

  test("a marker without a service acts on the first one that reads it", async () => {
    for (const scene of await scenesOf("A walk [fault:no-webhook] home")) expect(scene).not.toContain("[fault");
  });

  test("a marker for a later service is passed on with every scene, or with one", async () => {
    const all = await scenesOf("A walk [fault:wan-i2v:no-webhook]");
    for (const scene of all) expect(scene.endsWith(" [fault:wan-i2v:no-webhook]")).toBe(true);
    const second = await scenesOf("A walk [fault:wan-i2v:fail=out of film@2]");
    expect(second.map((scene) => scene.endsWith(" [fault:wan-i2v:fail=out of film]"))).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
  });

  test("only the named service acts, and the markers are removed from the prompts", async () => {
    const request = { options: { prompt: "a walk [fault:wan-i2v:fail]" } };
    expect(await caller.run("qwen-edit", request)).toMatchObject({ status: "completed" });
    expect(await caller.run("wan-i2v", request)).toMatchObject({ status: "failed" });
    for (const submit of (await caller.submits()).slice(-2)) expect(submit).toMatchObject({ prompt: "a walk" });
  });

  test("a spoken text can contain a marker, and so can a header", async () => {
    expect(await caller.run("wan-talk", { options: { audio_prompt: "Hello [fault:fail=mute]" } })).toMatchObject({
      error: "mute",
    });
    const headers = { "x-sandbox-fault": "slow=0.01; fail=by header" };
    expect(await caller.run("wan-i2v", { headers })).toMatchObject({ error: "by header" });
  });

  test("the vision model fails, refuses and rambles on demand", async () => {
    const ask = (fault: string) =>
      caller.send("POST", "/qwen-vl/v1/generate", { image_url: "data:,", prompt: `A walk [fault:${fault}]` });
    const failed = await ask("fail=out of memory");
    expect([failed.status, await failed.json()]).toEqual([500, { detail: "out of memory" }]);
    expect([(await ask("submit-503")).status, (await ask("submit-503")).status]).toEqual([503, 200]);
    const none: { enhanced_prompt: string } = await (await ask("scenes-none")).json();
    expect(none.enhanced_prompt).not.toMatch(/next scene/i);
    const messy: { enhanced_prompt: string } = await (await ask("scenes-messy")).json();
    expect(messy.enhanced_prompt).toMatch(/^Sure!.*\n\n1\. \*\*Next scene：\*\* /);
  });
});

describe("rules", () => {
  test("a rule acts on its service, with `after` and `count`", async () => {
    await caller.setFaults([{ service: "wan-i2v", fault: "fail", value: "by rule", after: 1, count: 2 }]);
    const states = [];
    for (let i = 0; i < 5; i++) states.push((await caller.run("wan-i2v")).status);
    expect(states).toEqual(["completed", "failed", "failed", "completed", "completed"]);
    await caller.setFaults([{ service: "wan-i2v", fault: "fail" }]);
    expect(await caller.run("qwen-edit")).toMatchObject({ status: "completed" });
  });

  test("a refusal by rule counts across requests", async () => {
    await caller.setFaults([{ fault: "submit-503", count: 2 }]);
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await caller.submit("wan-i2v")).response.status);
    expect(statuses).toEqual([503, 503, 200, 200]);
  });

  test("the same seed gives the same random choices", async () => {
    const draw = async (seed: number) => {
      await caller.setFaults([{ fault: "fail", probability: 0.5 }], seed);
      const states = [];
      for (let i = 0; i < 12; i++) states.push((await caller.run("qwen-edit")).status);
      return states.join();
    };
    const first = await draw(5);
    expect(await draw(5)).toBe(first);
    expect(await draw(6)).not.toBe(first);
    expect(first).toContain("completed");
    expect(first).toContain("failed");
  });

  test("rules can be listed and removed, and every fault is listed with its effect", async () => {
    const rules = [{ fault: "no-webhook", count: 1 }];
    await caller.setFaults(rules);
    const listed: { rules: object[]; faults: { name: string; says: string }[] } = await (
      await caller.send("GET", "/admin/faults")
    ).json();
    expect(listed.rules).toEqual(rules);
    expect(listed.faults.map(({ name }) => name)).toEqual(faults.map(({ name }) => name));
    expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
    await caller.send("DELETE", "/admin/faults");
    expect(await (await caller.send("GET", "/admin/faults")).json()).toMatchObject({ rules: [] });
  });

  test("a rule for an unknown fault is refused", async () => {
    const response = await caller.setFaults([{ fault: "nonsense" }]);
    expect([response.status, await response.json()]).toEqual([
      422,
      { detail: "rules.0.fault: there is no such fault" },
    ]);
  });
});
