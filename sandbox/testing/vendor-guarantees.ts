import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Provider } from "@/lib/define-provider";
import type { Role } from "@/lib/define-role";
import { cancelOutcome } from "@/lib/providers/refusal";
import { drive, modelOf, send } from "./drive";
import { kindOf, openVendor } from "./vendor-context";

export interface Guaranteed {
  provider: Provider;
  /** The path between the vendor's id and our own paths, such as `/v1`. */
  prefix?: string;
  role: Role;
  model?: string;
  input: object;
  /** The media type of the result. */
  kind: string;
  /** Which work the vendor can cancel. */
  cancels: "running" | "queued" | "none";
  /** The vendor refuses inside a 200, where our client reads no Retry-After. */
  refusesInside?: boolean;
  /** The vendor has no status words. */
  wordless?: boolean;
  /** The result is in the answer, not at a URL. */
  inline?: boolean;
}

/** Guarantees of every vendor with asynchronous work: our provider against the stand-in. */
export function guarantee({
  provider,
  prefix = "",
  role,
  model,
  input,
  kind,
  cancels,
  refusesInside = false,
  wordless = false,
  inline = false,
}: Guaranteed) {
  let vendor: Awaited<ReturnType<typeof openVendor>>;
  beforeAll(async () => {
    vendor = await openVendor(provider, prefix);
  });
  afterAll(() => vendor.close());
  const run = (fault?: string, byWebhook = false) =>
    vendor.run(role, input, { ...(model && { model }), ...(fault && { fault }), byWebhook });
  const output = {
    state: "done",
    output: { [kind === "mp4" ? "video" : kind === "mp3" ? "audio" : "image"]: expect.any(String) },
  };

  describe(`${provider.title}: ${role.id}`, () => {
    test("the result comes by poll, and the work was accepted once", async () => {
      const before = await vendor.accepted();
      const { status } = await run();
      expect(status).toEqual(output);
      expect(await vendor.accepted()).toBe(before + 1);
      if (status.state === "done") expect(kindOf(await vendor.bytes(Object.values(status.output)[0]))).toBe(kind);
    });

    test("a wrong key is refused, and nothing is accepted", async () => {
      const before = await vendor.accepted();
      const endpoint = vendor.endpointOf(role, model);
      const { status } = await drive(provider, endpoint, { ...vendor.place, key: "another", model }, input);
      expect(status).toMatchObject({ state: "refused", kind: "key", reason: expect.any(String) });
      expect(await vendor.accepted()).toBe(before);
    });

    test.each([
      ["submit-429=1,7", { state: "refused", kind: "throttled", ...(!refusesInside && { waitSeconds: 7 }) }],
      ["submit-402", { state: "refused", kind: "balance" }],
      ["submit-422=no swords", { state: "refused", kind: "moderated", reason: expect.stringContaining("no swords") }],
      ["submit-503", { state: "refused", kind: "unavailable" }],
      ["submit-500", { state: "unknown" }],
      ["submit-html", { state: "unknown" }],
    ])("%s is understood, and nothing is accepted", async (fault, status) => {
      const before = await vendor.accepted();
      expect((await run(fault)).status).toMatchObject(status);
      expect(await vendor.accepted()).toBe(before);
    });

    test("a refusal inside a 200 is a refusal", async () => {
      const before = await vendor.accepted();
      const { status, work } = await run("receipt-refusal=no money");
      expect([work, await vendor.accepted()]).toEqual([null, before]);
      expect(status).toMatchObject({ state: "refused", reason: expect.stringContaining("no money") });
    });

    test.each(["poll-503=2", "poll-429", "poll-html", ...(wordless ? [] : ["poll-word"])])(
      "%s is no news: the result comes later",
      async (fault) => {
        const { status, polls } = await run(fault);
        expect(status).toEqual(output);
        expect(polls).toBeGreaterThan(1);
      },
    );

    test("work that fails, and work that is moderated, end in the vendor's words", async () => {
      expect((await run("fail=out of memory")).status).toMatchObject({
        ...{ state: "failed", kind: "provider", reason: expect.stringContaining("out of memory") },
      });
      expect((await run("moderated=the content was flagged by moderation")).status).toMatchObject({
        ...{ state: "failed", kind: "moderated", reason: expect.stringContaining("flagged") },
      });
    });

    test("an answer that is a web page is no refusal: the work was accepted", async () => {
      const before = await vendor.accepted();
      const { status, work } = await run("submit-html-accepted");
      expect([work, await vendor.accepted()]).toEqual([null, before + 1]);
      expect(["pending", "unclear"]).toContain(status.state);
    });

    test("a receipt that is lost: accepted once, and the log says so", async () => {
      const before = await vendor.accepted();
      await expect(run("submit-reset-accepted")).rejects.toThrow();
      expect(await vendor.accepted()).toBe(before + 1);
    });

    if (!inline)
      test("an expired result is refused where it was", async () => {
        const { status } = await run("result-expired");
        if (status.state !== "done") throw new Error(`it is ${status.state}`);
        await expect(vendor.bytes(Object.values(status.output)[0])).rejects.toThrow("the result answered 403");
      });

    const hooked = provider.endpoints.find((one) => one.role.id === role.id)?.webhook;
    if (hooked)
      test.each([undefined, "webhook-first"])("the result comes by webhook (%s)", async (fault) => {
        expect((await run(fault, true)).status).toEqual(output);
      });

    if (cancels !== "none")
      test("a cancel stops what the vendor can stop, and is refused otherwise", async () => {
        const own = await openVendor(provider, prefix, 1);
        const endpoint = own.endpointOf(role, model);
        const submit = async (prompt: string) => {
          const webhookUrl = "https://example.com/hook";
          const ask = { model: modelOf(endpoint, model), callId: randomUUID(), webhookUrl };
          const request = endpoint.request(endpoint.role.input.parse({ ...input, prompt }), ask);
          const response = await send(provider, own.place, request);
          const work = endpoint.receipt?.(endpoint.response.parse(await response.json()), ask);
          if (!work || !endpoint.cancel) throw new Error("no receipt");
          return cancelOutcome((await send(provider, own.place, endpoint.cancel(work, ask))).status);
        };
        const states = async () => (await own.caller.submits()).map(({ state }) => state);
        // The first one occupies the only worker.
        expect(await submit("hold [fault:slow=600]")).toBe(cancels === "running" ? "cancelled" : "too late");
        if (cancels === "running") expect(await states()).toEqual(["cancelled"]);
        else {
          expect(await submit("wait")).toBe("cancelled");
          expect(await states()).toEqual(["generating", "cancelled"]);
        }
        await own.close();
      });
  });
}
