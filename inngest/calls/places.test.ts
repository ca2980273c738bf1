import { afterEach, expect, test, vi } from "vitest";
import { findEntry } from "@/lib/routing/entries";
import { serviceOf } from "../registry";
import { mayWaitInLine, mostRounds, placesAt, secondsInLine } from "./places";

/** Which limits a call falls under, by the settings. */

afterEach(() => vi.unstubAllEnvs());
const namesAt = (service: Parameters<typeof placesAt>[0]) => placesAt(service).map(({ name, limit }) => [name, limit]);

test("without a setting no service has a limit", () => {
  expect(namesAt(serviceOf("wan-i2v"))).toEqual([]);
  expect(mayWaitInLine(serviceOf("image-to-video"))).toBe(false);
});

test("a pod's limit counts its own calls and those that it makes for a role", () => {
  vi.stubEnv("WAN_I2V_CONCURRENCY", "4");
  const [alone] = placesAt(serviceOf("wan-i2v"));
  expect(alone).toMatchObject({ name: "wan-i2v", limit: 4, own: ["wan-i2v"], entry: "pod:wan-i2v" });
  expect(alone?.services).toEqual(expect.arrayContaining(["wan-i2v", "image-to-video"]));
  expect(placesAt(findEntry("image-to-video", "pod:wan-i2v"))).toEqual([alone]);
  expect(namesAt(serviceOf("qwen-edit"))).toEqual([]);
});

test("a vendor's limit counts all its roles; a role's own limit there counts as well", () => {
  vi.stubEnv("FAL_CONCURRENCY", "4");
  vi.stubEnv("TEXT_TO_IMAGE_FAL_CONCURRENCY", "2");
  expect(namesAt(findEntry("text-to-image", "fal:flux-dev"))).toEqual([
    ["text-to-image-fal", 2],
    ["fal", 4],
  ]);
  const [ofRole, ofVendor] = placesAt(findEntry("text-to-image", "fal:flux-dev"));
  expect([ofRole?.services, ofRole?.entry]).toEqual([["text-to-image"], "fal:*"]);
  expect(ofVendor?.services).toEqual(expect.arrayContaining(["text-to-image", "image-to-video", "speech"]));
  expect(mayWaitInLine(serviceOf("text-to-image"))).toBe(true);
});

test("a run with fewer than 1,000 steps can wait for a place for a day", () => {
  const stepsOfRound = 3;
  const seconds = Array.from({ length: mostRounds }, (_, i) => secondsInLine(i + 1));
  expect(seconds.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(86_400);
  expect(mostRounds * stepsOfRound).toBeLessThan(1000);
});
