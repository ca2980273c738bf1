import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signatureHeaders } from "@/lib/crypto/vendor-signature";
import type { Endpoint } from "@/lib/define-provider";
import * as providers from "@/lib/providers";
import { cancelOutcome } from "@/lib/providers/refusal";
import { modelOf, send } from "../testing/drive";
import { openVendor } from "../testing/vendor-context";
import * as vendors from "./index";

/** Every fault of a vendor's dialect, at every stand-in that it applies to. A new provider joins this table without a line. */

type Way = { provider: (typeof providers)[keyof typeof providers]; endpoint: Endpoint; model: string };
type Vendor = Awaited<ReturnType<typeof openVendor>>;
type Row = { fault: string; applies(way: Way): boolean; check(vendor: Vendor, way: Way): Promise<void> };

/** Roles that need no file, in the order of preference. */
const roles = ["text-to-image", "text-to-video", "speech", "language"];

const ways: Way[] = Object.values(providers).flatMap((provider) =>
  (["sync", "async"] as const).flatMap((mode) => {
    const able = roles.flatMap((id) => provider.endpoints.filter((one) => one.role.id === id && one.mode === mode));
    const [endpoint] = able;
    if (!endpoint) return [];
    const model = Object.keys(endpoint.models).find((name) => name !== "*") ?? "a-model";
    return [{ provider, endpoint, model }];
  }),
);

const isLater = ({ endpoint }: Way) => endpoint.mode === "async";
const isPaid = ({ endpoint }: Way) => !endpoint.role.repeatable;

function inputOf({ endpoint, model }: Way): object {
  const { durations } = endpoint.models[model] ?? {};
  const duration = Array.isArray(durations) ? durations[0] : durations?.min;
  const isClip = endpoint.role.id === "text-to-video";
  return { [endpoint.role.id === "speech" ? "text" : "prompt"]: "A lake", ...(isClip && duration && { duration }) };
}
const run = (vendor: Vendor, way: Way, fault: string, byWebhook = false) =>
  vendor.run(way.endpoint.role, inputOf(way), { model: way.model, fault, byWebhook });

/** A submit that is refused, and not accepted. */
const refused = (fault: string, kind: string): Row => ({
  fault,
  applies: () => true,
  async check(vendor, way) {
    const before = await vendor.accepted();
    expect((await run(vendor, way, fault)).status).toMatchObject({ state: "refused", kind });
    expect(await vendor.accepted()).toBe(before);
  },
});
/** A poll that says nothing of the work. */
const noNews = (fault: string, applies: Row["applies"] = isLater): Row => ({
  fault,
  applies,
  async check(vendor, way) {
    const { status, polls } = await run(vendor, way, fault);
    expect(status.state).toBe("done");
    expect(polls).toBeGreaterThan(1);
  },
});
const done = (fault: string, applies: Row["applies"], byWebhook = false): Row => ({
  fault,
  applies,
  async check(vendor, way) {
    expect((await run(vendor, way, fault, byWebhook)).status.state).toBe("done");
  },
});

const rows: Row[] = [
  {
    ...refused("receipt-refusal", ""),
    async check(vendor, way) {
      const before = await vendor.accepted();
      expect((await run(vendor, way, "receipt-refusal=no money")).status).toMatchObject({ state: "refused" });
      expect(await vendor.accepted()).toBe(before);
    },
  },
  refused("submit-402", "balance"),
  refused("submit-422", "moderated"),
  refused("submit-429", "throttled"),
  {
    fault: "moderated",
    applies: isPaid,
    async check(vendor, way) {
      const { status } = await run(vendor, way, "moderated=flagged by moderation");
      expect(status).toMatchObject({ state: isLater(way) ? "failed" : "refused", kind: "moderated" });
    },
  },
  done("result-list", ({ provider }) => ["fal", "replicate"].includes(provider.id)),
  done("result-object", ({ provider }) => ["fal", "replicate"].includes(provider.id)),
  noNews("poll-503"),
  noNews("poll-429"),
  noNews("poll-html"),
  noNews("poll-word", (way) => isLater(way) && way.provider.id !== "google"), // Google says only whether it is done
  {
    fault: "submit-reset-accepted",
    applies: isPaid,
    async check(vendor, way) {
      const before = await vendor.accepted();
      await expect(run(vendor, way, "submit-reset-accepted")).rejects.toThrow();
      expect(await vendor.accepted()).toBe(before + 1);
    },
  },
  done("webhook-first", ({ endpoint }) => endpoint.webhook === true, true),
  {
    fault: "webhook-signature",
    applies: ({ provider, endpoint }) => provider.signature !== undefined && endpoint.webhook === true,
    async check(vendor, way) {
      await run(vendor, way, "webhook-signature", true);
      const headers = vendor.caller.receiver.hooks.at(-1)?.headers ?? {};
      const get = (name: string) => [headers[name]].flat()[0] ?? null;
      expect(Object.keys(signatureHeaders({ get })).length).toBeGreaterThan(2);
    },
  },
  {
    fault: "result-expired",
    applies: (way) => isLater(way) && way.provider.id !== "openai", // its result is in the answer
    async check(vendor, way) {
      const { status } = await run(vendor, way, "result-expired");
      const url = status.state === "done" ? Object.values(status.output)[0] : null;
      await expect(vendor.bytes(url)).rejects.toThrow("the result answered 403");
    },
  },
  {
    fault: "cancel-404",
    // The DELETE of Luma and Runway succeeds for ended work as well.
    applies: ({ provider, endpoint }) => endpoint.cancel !== undefined && !["luma", "runway"].includes(provider.id),
    async check(vendor, { provider, endpoint, model, ...way }) {
      const ask = { model: modelOf(endpoint, model), callId: randomUUID(), webhookUrl: "https://example.com/hook" };
      const given = { ...inputOf({ provider, endpoint, model, ...way }), prompt: "A lake [fault:cancel-404]" };
      const response = await send(provider, vendor.place, endpoint.request(endpoint.role.input.parse(given), ask));
      const work = endpoint.receipt?.(endpoint.response.parse(await response.json()), ask);
      if (!work || !endpoint.cancel) throw new Error("There is no receipt.");
      expect(cancelOutcome((await send(provider, vendor.place, endpoint.cancel(work, ask))).status)).toBe("too late");
    },
  },
];

test("every stand-in is of a provider, and every provider has one", () => {
  expect(Object.values(vendors).map(({ id }) => id)).toEqual(Object.values(providers).map(({ id }) => id));
  expect(new Set(ways.map(({ provider }) => provider.id)).size).toBe(Object.keys(providers).length);
});

describe.each(ways.map((way) => [`${way.provider.id} (${way.endpoint.mode})`, way] as const))("%s", (_, way) => {
  let vendor: Vendor;
  beforeAll(async () => {
    vendor = await openVendor(way.provider, new URL(way.provider.api.url).pathname.replace(/\/$/, ""));
  });
  afterAll(() => vendor.close());

  test.each(rows.filter(({ applies }) => applies(way)).map((row) => [row.fault, row] as const))(
    "%s",
    { timeout: 60_000 },
    (__, row) => row.check(vendor, way),
  );
});
