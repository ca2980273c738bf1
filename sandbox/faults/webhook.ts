import { gzipSync } from "node:zlib";
import { type Delivery, type DeliveryPlan, type Fault, numberIn, type WebhookMoment } from "./fault";

const TOKEN = /[A-Za-z0-9_-]{16,}/g;

/** The last token-like part of a URL; without one, its last part. */
function tokenOf(url: string): { token: string; at: number } {
  const last = [...url.matchAll(TOKEN)].at(-1);
  if (last) return { token: last[0], at: last.index };
  const at = url.lastIndexOf("/") + 1;
  return { token: url.slice(at), at };
}

function withToken(url: string, token: string): string {
  const { token: old, at } = tokenOf(url);
  return `${url.slice(0, at)}${token}${url.slice(at + old.length)}`;
}

function wrongToken(url: string): string {
  const turned = [...tokenOf(url).token].map((letter) =>
    letter === "0" ? "1" : /[a-z0-9]/i.test(letter) ? "0" : letter,
  );
  return withToken(url, turned.join("") || "0");
}

function all(plans: DeliveryPlan[], change: (delivery: Delivery) => Delivery): DeliveryPlan[] {
  return plans.map((plan) => ({ ...plan, deliveries: plan.deliveries.map(change) }));
}

const encode = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** Sends a wrong webhook and then the correct one; with "only", never the correct one. */
function before(name: string, says: string, bad: (moment: WebhookMoment) => Delivery): Fault {
  return {
    name,
    says,
    takes: '"only" leaves out the true webhook that follows',
    webhook(plans, moment) {
      const first = { afterSeconds: 0, deliveries: [bad(moment)] };
      return moment.value === "only" ? [first] : [first, ...plans];
    },
  };
}

/** Changes some fields of the webhooks' bodies. */
function restated(
  name: string,
  says: string,
  takes: string | undefined,
  change: (value: string, body: Record<string, unknown>) => object,
): Fault {
  return {
    name,
    says,
    takes,
    webhook: (plans, { value }) =>
      all(plans, (delivery) => {
        const body = JSON.parse(delivery.body.toString());
        return { ...delivery, body: encode({ ...body, ...change(value, body) }) };
      }),
  };
}

const packers: Record<string, (text: string) => Buffer> = {
  gzip: (text) => gzipSync(text),
  utf16: (text) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]),
  nan: (text) => Buffer.from(text.replace("{", '{"processing_time":NaN,')),
  large: (text) => Buffer.from(text.replace("{", `{"preview":"${"x".repeat(2_000_000)}",`)),
};

export const webhookFaults: Fault[] = [
  { name: "no-webhook", says: "the work is done, but no webhook is sent", webhook: () => [] },
  { name: "webhook-first", says: "the webhook arrives before the answer to the submit", webhookFirst: true },
  {
    name: "webhook-late",
    says: "the webhook arrives late",
    takes: "seconds (5)",
    webhook: (plans, { value }) =>
      plans.map((plan, i) => (i === 0 ? { ...plan, afterSeconds: numberIn(value, 5) } : plan)),
  },
  {
    name: "webhook-many",
    says: "the same webhook arrives many times at once",
    takes: "how many (50)",
    webhook: (plans, { value }) =>
      plans.map((plan) => ({
        ...plan,
        deliveries: plan.deliveries.flatMap((delivery) => Array.from({ length: numberIn(value, 50) }, () => delivery)),
      })),
  },
  restated("webhook-numeric-id", "the webhook names the work by a number", "which (42)", (value) => ({
    id: numberIn(value, 42),
  })),
  restated("webhook-status", "the webhook has its status in another spelling", 'which ("SUCCESS")', (value, body) =>
    body.status === "completed" ? { status: value || "SUCCESS" } : {},
  ),
  restated("webhook-empty-error", 'the webhook has `error: "None"`', undefined, () => ({ error: "None" })),
  {
    name: "webhook-packed",
    says: "the webhook is packed in another way",
    takes: `${Object.keys(packers).join(", ")} (gzip)`,
    webhook: (plans, { value }) =>
      all(plans, (delivery) => {
        const pack = packers[value || "gzip"];
        return pack ? { ...delivery, body: pack(delivery.body.toString()) } : delivery;
      }),
  },
  {
    name: "progress-storm",
    says: "reports of progress come one after the other before the webhook, with a number as id and text as queue position",
    takes: "how many (500)",
    webhook: (plans, { value, webhookUrl }) => {
      const many = numberIn(value, 500);
      const reports = Array.from({ length: many }, (_, i) => {
        const body = encode({ id: 42, status: "processing", progress: (i / many) * 100, queuePosition: "now" });
        return { afterSeconds: 0, deliveries: [{ url: webhookUrl, body }] };
      });
      return [...reports, ...plans];
    },
  },
  {
    name: "webhook-failed-after",
    says: "`failed` arrives after `completed`",
    webhook: (plans, { truth, webhookUrl }) => {
      const failed = { ...truth, status: "failed", localUrl: [], error: "worker lost" };
      return [...plans, { afterSeconds: 0, deliveries: [{ url: webhookUrl, body: encode(failed) }] }];
    },
  },
  before("webhook-wrong-token", "a webhook with a wrong token comes first", ({ webhookUrl, truth }) => ({
    url: wrongToken(webhookUrl),
    body: encode({ ...truth, status: "failed", localUrl: [], error: "forged" }),
  })),
  before(
    "webhook-foreign-token",
    "a webhook with the token of another call arrives first",
    ({ webhookUrl, otherUrl, truth }) => ({
      url: otherUrl ? withToken(webhookUrl, tokenOf(otherUrl).token) : wrongToken(webhookUrl),
      body: encode({ ...truth, status: "failed", localUrl: [], error: "forged" }),
    }),
  ),
  before("webhook-huge", "a webhook of 10 MB comes first", ({ webhookUrl, truth }) => ({
    url: webhookUrl,
    body: encode({ ...truth, padding: "x".repeat(10_000_000) }),
  })),
  before("webhook-deep", "a webhook of 100,000 nested arrays comes first", ({ webhookUrl }) => ({
    url: webhookUrl,
    body: Buffer.from(`${"[".repeat(100_000)}${"]".repeat(100_000)}`),
  })),
  before("webhook-bad-utf8", "a webhook that is not valid UTF-8 comes first", ({ webhookUrl }) => ({
    url: webhookUrl,
    body: Buffer.concat([
      Buffer.from('{"status":"completed","error":"'),
      Buffer.from([0xff, 0xfe, 0xc3]),
      Buffer.from('"}'),
    ]),
  })),
  before("webhook-html", "a webhook that is not JSON arrives first", ({ webhookUrl }) => ({
    url: webhookUrl,
    body: Buffer.from("<html>oops</html>"),
  })),
  {
    name: "webhook-chunked",
    says: "the webhook has no length",
    webhook: (plans) => all(plans, (delivery) => ({ ...delivery, chunked: true })),
  },
  {
    name: "webhook-proto",
    says: "the webhook carries a `__proto__` that claims a failure",
    webhook: (plans) =>
      all(plans, (delivery) => ({
        ...delivery,
        body: Buffer.concat([
          Buffer.from('{"__proto__":{"status":"failed","polluted":true},'),
          delivery.body.subarray(1),
        ]),
      })),
  },
];
