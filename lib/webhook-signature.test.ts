import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { webhookHeaders, webhookSecret } from "./webhook-signature";

test("what we sign, the reference implementation of Standard Webhooks verifies; one changed byte it refuses", () => {
  const secret = webhookSecret("abcd1234");
  const body = JSON.stringify({ id: "1", status: "completed", prompt: "雾散了 🌫️" });
  const headers = webhookHeaders({ id: "msg_1", timestamp: Math.floor(Date.now() / 1000), body, secret });
  expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
  expect(() => new Webhook(webhookSecret("other")).verify(body, headers)).toThrow();
});
