import { expect, it, test } from "vitest";
import { signFile, verifyFile } from "./signature";

const claim = { id: "file_1", expires: 2_000_000_000, secret: "a secret of the house" };
const signature = signFile(claim);
const now = 1_900_000_000;

it("lets its own file be read, by GET and HEAD, until it expires", () => {
  expect(verifyFile({ ...claim, signature, now })).toBe(true);
  expect(verifyFile({ ...claim, signature, now, method: "HEAD" })).toBe(true);
  expect(verifyFile({ ...claim, signature, now: claim.expires - 1 })).toBe(true);
  expect(verifyFile({ ...claim, signature, now: claim.expires })).toBe(false);
});

it("is refused with any one bit off", () => {
  const bytes = Buffer.from(signature, "base64url");
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const forged = Buffer.from(bytes);
    forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(verifyFile({ ...claim, signature: forged.toString("base64url"), now })).toBe(false);
  }
});

test.each([
  ["another file", { id: "file_2" }],
  ["a later expiry", { expires: claim.expires + 1 }],
  ["no expiry", { expires: Number.NaN }],
  ["an endless expiry", { expires: Number.POSITIVE_INFINITY }],
  ["another secret", { secret: "a secret of the neighbours" }],
  ["another method", { method: "DELETE" }],
])("is refused for %s", (_, other) => expect(verifyFile({ ...claim, ...other, signature, now })).toBe(false));

test.each(["", "x", `${signature}=`, `${signature}A`, signature.slice(1), ` ${signature}`, "é".repeat(43)])(
  "is refused when spelled %j",
  (spelled) => expect(verifyFile({ ...claim, signature: spelled, now })).toBe(false),
);

it("is refused in a second spelling of the same bytes", () => {
  // The last character carries two bits that no byte uses.
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = alphabet.indexOf(signature.slice(-1));
  const twin = signature.slice(0, -1) + alphabet[last ^ 1];
  expect(Buffer.from(twin, "base64url")).toEqual(Buffer.from(signature, "base64url"));
  expect(verifyFile({ ...claim, signature: twin, now })).toBe(false);
});

it("is never made with a missing secret", () => {
  expect(() => signFile({ ...claim, secret: "" })).toThrow("too short");
});
