import { expect, test } from "vitest";
import { limitReads, limitVisits } from "./rate-limit";

/** The time is a parameter, so no test waits. */

const start = Date.now();
const most = 1000; // of the setting's default: 100 a second, in ten seconds
const read = (keyId: string, count: number, at = 0) => {
  for (let i = 0; i < count; i++) limitReads(keyId, start + at);
};

test("a key has a limit of reads in ten seconds and gets a retry-after; other keys lose no read", () => {
  expect(limitReads("loud", start)).toEqual({
    "ratelimit-policy": `"read";q=${most};w=10`,
    ratelimit: `"read";r=${most - 1};t=10`,
  });
  read("loud", most - 1);
  const refused = { "retry-after": "4", ratelimit: '"read";r=0;t=4' };
  expect(() => limitReads("loud", start + 6_500)).toThrow(
    expect.objectContaining({ code: "rate_limited", headers: expect.objectContaining(refused) }),
  );
  expect(limitReads("quiet", start + 6_500)).toMatchObject({ ratelimit: `"read";r=${most - 1};t=10` });
  expect(limitReads("loud", start + 10_000)).toMatchObject({ ratelimit: `"read";r=${most - 1};t=10` });
});

test("a clock that was set back blocks no key for longer than ten seconds", () => {
  read("early", most, 3_600_000);
  expect(limitReads("early", start)).toMatchObject({ ratelimit: `"read";r=${most - 1};t=10` });
});

test("visitors of shared pages have a limit per address, and no number of addresses fills the memory", () => {
  for (let i = 0; i < 200; i++) limitVisits("192.0.2.1", start);
  expect(() => limitVisits("192.0.2.1", start)).toThrow(expect.objectContaining({ code: "rate_limited" }));
  expect(limitVisits("192.0.2.2", start)).toMatchObject({ ratelimit: '"visit";r=199;t=10' });
  for (let i = 0; i < 20_000; i++) limitVisits(`visitor ${i}`, start + 1);
  expect(limitVisits("192.0.2.1", start + 10_001)).toMatchObject({ ratelimit: '"visit";r=199;t=10' });
});
