import { describe, expect, test } from "vitest";
import { CallFailed, WorkflowError } from "../define-workflow";
import { HeldBack, OpenCalls } from "./open-calls";

/** Recipes on calls that the test ends: what a recipe catches does not end its job. */

const failure = (code: string) =>
  new CallFailed({ code, message: "The lens broke.", step: "clip", service: "wan-i2v", retryable: true });
const fails = (calls: OpenCalls, name: string, code = "service_failed") =>
  calls.follow(name, Promise.reject(failure(code)));

describe("a recipe that catches a failed call", () => {
  test("goes on and gives its result", async () => {
    const calls = new OpenCalls();
    const recipe = async () => {
      try {
        return await fails(calls, "clip");
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error;
        return calls.follow("second clip", Promise.resolve(`instead, because it ${error.kind}`));
      }
    };
    expect(await calls.settled(recipe())).toBe("instead, because it failed");
  });

  test("ends with its own reason when it then gives up", async () => {
    const calls = new OpenCalls();
    const own = new WorkflowError("no_clip", "Neither camera works.");
    await fails(calls, "clip").catch(() => {});
    expect(await calls.whenOver(own)).toBe(own);
  });

  test("is held back where what follows waits for a person, and does not fail", async () => {
    const calls = new OpenCalls();
    const recipe = async () => {
      await fails(calls, "clip").catch(() => {});
      return calls.holdBack();
    };
    await expect(calls.settled(recipe())).rejects.toBeInstanceOf(HeldBack);
  });
});

test("a failure that nothing catches wins over a call that is held back", async () => {
  const calls = new OpenCalls();
  const recipe = () => Promise.all([calls.holdBack(), fails(calls, "clip")]);
  await expect(calls.settled(recipe())).rejects.toBeInstanceOf(CallFailed);
});

test.each([
  ["service_refused", "rejected"],
  ["service_unavailable", "unavailable"],
  ["service_failed", "failed"],
  ["result_unusable", "failed"],
  ["service_timeout", "timeout"],
  ["service_unknown", "unconfirmed"],
])("a call that ends with %s has failed as %s", (code, kind) => {
  expect(failure(code).kind).toBe(kind);
});
