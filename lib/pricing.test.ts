import { afterEach, expect, test, vi } from "vitest";
import { defineService } from "./define-service";
import { priceFault, priceOf } from "./pricing";
import { qwenVl, wanI2v } from "./services";

afterEach(() => vi.unstubAllEnvs());

const clip = { image: "asset:1", prompt: "x", duration: 4 };

test("the price is the service's setting, else its declared price, else zero", () => {
  expect(priceOf(wanI2v, clip)).toBe(0);
  const priced = defineService({ ...qwenVl, price: ({ prompt = "" }) => prompt.length });
  expect(priceOf(priced, { image: "asset:1", prompt: "four" })).toBe(4);
  vi.stubEnv("QWEN_VL_PRICE", "0.002");
  expect(priceOf(priced, { image: "asset:1", prompt: "four" })).toBe(0.002);
});

test("a price per second counts the requested or the default duration", () => {
  vi.stubEnv("WAN_I2V_PRICE", "0.1/s");
  expect(priceOf(wanI2v, clip)).toBeCloseTo(0.4);
  expect(priceOf(wanI2v, { image: "asset:1", prompt: "x" })).toBeCloseTo(0.3);
});

test.each(["abc", "-1", "1e3", "0.1 / s", "0.1/min", "$1", "Infinity"])(
  "%s is not a price, and the error names the setting",
  (price) => {
    expect(priceFault(wanI2v, { WAN_I2V_PRICE: price })).toContain("WAN_I2V_PRICE");
  },
);

test("a price per second needs a service with a `duration` option", () => {
  expect(priceFault(wanI2v, { WAN_I2V_PRICE: "0.1/s" })).toBeNull();
  expect(priceFault(qwenVl, { QWEN_VL_PRICE: "0.1/s" })).toContain("give the price of a call");
});
