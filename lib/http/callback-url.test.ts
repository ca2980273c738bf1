import { expect, test } from "vitest";
import { callbackUrl, withoutTokens } from "./callback-url";

const call = "0190c6a0-0000-7000-8000-000000000000";
const token = "x_-4567890123456789012345678901234567890123";

test("the token is removed from a service's text in every spelling of the address, and the rest stays", () => {
  const address = callbackUrl(call, token);
  const said = JSON.stringify({ webhookUrl: address, error: `POST ${address} failed`, localUrl: ["https://a.test/x"] });
  for (const text of [said, said.replaceAll("/", "\\/")]) {
    expect(withoutTokens(text)).not.toContain(token);
    expect(JSON.parse(withoutTokens(text))).toEqual({
      webhookUrl: address.replace(token, "..."),
      error: `POST ${address.replace(token, "...")} failed`,
      localUrl: ["https://a.test/x"],
    });
  }
  expect(withoutTokens(`/api/answers/${call}/${token}`)).toBe(`/api/answers/${call}/...`);
  expect(withoutTokens("/v1/jobs")).toBe("/v1/jobs");
});
