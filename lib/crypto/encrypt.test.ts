import { beforeEach, expect, test, vi } from "vitest";

const place = "s3Url of 1";

/** Loads the module with the given SECRET. */
async function withSecret(secret: string) {
  vi.resetModules();
  vi.stubEnv("SECRET", secret);
  return import("./encrypt");
}
let sealing: Awaited<ReturnType<typeof withSecret>>;
beforeEach(async () => {
  sealing = await withSecret("a".repeat(32));
});

test.each(["", "?X-Amz-Signature=abc", "雾散了 🌫️", "x".repeat(4096)])(
  "decrypting returns the encrypted text: %.20s",
  (text) => {
    const sealed = sealing.encrypt(text, place);
    expect(sealing.decrypt(sealed, place)).toBe(text);
    if (text) expect(Buffer.from(sealed, "base64url").includes(text)).toBe(false);
  },
);

test("encrypting the same text twice gives different results", () => {
  expect(sealing.encrypt("once", place)).not.toBe(sealing.encrypt("once", place));
});

test("a changed bit, a missing end or another context decrypts to null", () => {
  const sealed = Buffer.from(sealing.encrypt("secret", place), "base64url");
  for (let i = 0; i < sealed.length; i++) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(i) ^ 1, i);
    expect(sealing.decrypt(changed.toString("base64url"), place)).toBeNull();
  }
  for (let length = 0; length < sealed.length; length++) {
    expect(sealing.decrypt(sealed.subarray(0, length).toString("base64url"), place)).toBeNull();
  }
  expect(sealing.decrypt(sealed.toString("base64url"), "s3Url of 2")).toBeNull();
});

test("another SECRET decrypts to null", async () => {
  const sealed = sealing.encrypt("secret", place);
  const other = await withSecret("b".repeat(32));
  expect(other.decrypt(sealed, place)).toBeNull();
  expect((await withSecret("a".repeat(32))).decrypt(sealed, place)).toBe("secret");
});
