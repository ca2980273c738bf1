import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { webhookHeaders, webhookSecret } from "./webhook-signature";

const body = JSON.stringify({ id: "1", status: "completed", prompt: "雾散了 🌫️" });
const signed = (...secrets: string[]) =>
  webhookHeaders({ id: "msg_1", timestamp: Math.floor(Date.now() / 1000), body, secrets });

test("the reference implementation of Standard Webhooks verifies our signature and refuses one changed byte", () => {
  const secret = webhookSecret("abcd1234");
  const headers = signed(secret);
  expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
  expect(() => new Webhook(webhookSecret("other")).verify(body, headers)).toThrow();
});

test("with two secrets each of them verifies, and no other", () => {
  const [old, next, other] = [0, 1, 2].map((rotations) => webhookSecret("abcd1234", rotations));
  const headers = signed(next ?? "", old ?? "");
  for (const secret of [old, next]) expect(new Webhook(secret ?? "").verify(body, headers)).toEqual(JSON.parse(body));
  expect(() => new Webhook(other ?? "").verify(body, headers)).toThrow();
});

test("every rotation of every key gives another secret", () => {
  const secrets = ["a", "1 a", "b"].flatMap((key) => [0, 1, 11].map((rotations) => webhookSecret(key, rotations)));
  expect(new Set(secrets.map((secret) => Buffer.from(secret.slice(6), "base64").toString("hex"))).size).toBe(9);
});
