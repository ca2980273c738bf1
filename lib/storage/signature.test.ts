import { expect, it, test } from "vitest";
import { signFile, verifyFile } from "./signature";

const claim = { id: "file_1", expires: 2_000_000_000, secret: "a secret of the tests" };
const signature = signFile(claim);
const now = 1_900_000_000;

it("allows GET and HEAD of its file until it expires", () => {
  expect(verifyFile({ ...claim, signature, now })).toBe(true);
  expect(verifyFile({ ...claim, signature, now, method: "HEAD" })).toBe(true);
  expect(verifyFile({ ...claim, signature, now: claim.expires - 1 })).toBe(true);
  expect(verifyFile({ ...claim, signature, now: claim.expires })).toBe(false);
});

it("is refused with any one bit changed", () => {
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

it("is refused in another encoding of the same bytes", () => {
  // The last character carries two unused bits.
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = alphabet.indexOf(signature.slice(-1));
  const twin = signature.slice(0, -1) + alphabet[last ^ 1];
  expect(Buffer.from(twin, "base64url")).toEqual(Buffer.from(signature, "base64url"));
  expect(verifyFile({ ...claim, signature: twin, now })).toBe(false);
});

it("cannot be made without a secret", () => {
  expect(() => signFile({ ...claim, secret: "" })).toThrow("too short");
});
