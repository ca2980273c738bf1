import { expect, it, test } from "vitest";
import { parseDataUrl } from "./data-url";

it("returns the bytes and the claimed type", () => {
  expect(parseDataUrl("data:image/PNG;base64,aGVsbG8=", 5)).toEqual({
    contentType: "image/png",
    bytes: Buffer.from("hello"),
  });
  expect(parseDataUrl("data:text/plain;charset=utf-8;base64,aGk=", 5)?.bytes.toString()).toBe("hi");
  expect(parseDataUrl("data:;base64,", 5)?.bytes).toHaveLength(0);
});

it("applies the limit to the byte", () => {
  const url = (bytes: number) => `data:image/png;base64,${Buffer.alloc(bytes).toString("base64")}`;
  expect(parseDataUrl(url(1000), 1000)?.bytes).toHaveLength(1000);
  expect(parseDataUrl(url(1001), 1000)).toBeNull();
  expect(parseDataUrl(url(100_000), 1000)).toBeNull();
});

test.each([
  ...["", "data:", "data:image/png,x", "data:image/png;base64", "http://example.com/", "data:image/png;base64,a"],
  ...["data:image/png;base64,aG=sbG8=", "data:image/png;base64,aGVs bG8=", "data:image/png;base64,aGVsbG8%3D"],
])("%j is refused", (url) => expect(parseDataUrl(url, 1000)).toBeNull());
