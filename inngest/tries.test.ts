import { describe, expect, test } from "vitest";
import { z } from "zod";
import { media } from "@/lib/media/field";
import { qwenEdit, qwenVl } from "@/lib/services";
import { writtenKey } from "@/lib/step-key";
import { CallFailed, type CallService, defineWorkflow } from "./define-workflow";
import { type Known, planJob } from "./jobs/plan";
import { inputOfTry, variantOfTry, withTries } from "./tries";

/** A recipe that judges what it gets, with calls that answer at once. */

const still = defineWorkflow({
  model: "still",
  title: "Still",
  description: "A picture that is looked at.",
  steps: { paint: "Paint", "paint.look": "Look at take {n}" },
  input: z.strictObject({ image: media("image", { title: "Picture" }), seed: z.int() }),
  run: ({ input, call }) =>
    call(
      "paint",
      qwenEdit,
      { ...input, prompt: "Snow." },
      {
        tries: 3,
        async accept({ image }, call) {
          const { text } = await call("look", qwenVl, { image, prompt: "Is it sharp?" });
          return text === "Yes." || text;
        },
      },
    ),
});
const input = { image: "asset:picture", seed: 7 };

/** Makes pictures 1, 2, … of which `sharp` is sharp; `failing` has no result. */
async function run({ sharp, failing }: { sharp?: number; failing?: number }) {
  const asked: string[] = [];
  const verdicts: (string | null)[] = [];
  const looking = (async (key: string) => {
    asked.push(key);
    return { text: key.endsWith(`.${sharp}`) ? "Yes." : "No." };
  }) as unknown as CallService;
  const call = ((key: string, _: unknown, __: unknown, options: Parameters<typeof withTries>[0]["options"]) =>
    withTries({
      options,
      make: async (tryNumber) => {
        asked.push(`${key} ${tryNumber}`);
        if (tryNumber !== failing) return { image: `asset:${tryNumber}` };
        throw new CallFailed({ code: "service_failed", message: "Broken.", step: key, service: null, retryable: true });
      },
      callWithin: (tryNumber) =>
        ((inner: string) =>
          looking(`${key}.${writtenKey(inner)}.${tryNumber}` as never, qwenVl, {} as never)) as unknown as CallService,
      judged: async (_, rejection) => void verdicts.push(rejection),
    })) as unknown as CallService;
  const part = () => Promise.reject(new Error("It has no part."));
  const output = await still
    .run({ input, call, part, review: async () => {} })
    .catch((error: unknown) => (error instanceof CallFailed ? error.kind : error));
  return { asked, verdicts, output };
}

describe("a call whose result is judged", () => {
  test("is made once when the first result is accepted", async () => {
    expect(await run({ sharp: 1 })).toEqual({
      asked: ["paint 1", "paint.look.1"],
      verdicts: [null],
      output: { image: "asset:1" },
    });
  });

  test("is made again until a result is accepted", async () => {
    const { asked, verdicts, output } = await run({ sharp: 2 });
    expect(asked).toEqual(["paint 1", "paint.look.1", "paint 2", "paint.look.2"]);
    expect([verdicts, output]).toEqual([["No.", null], { image: "asset:2" }]);
  });

  test("keeps the result of the last try when none is accepted", async () => {
    const { verdicts, output } = await run({});
    expect([verdicts, output]).toEqual([["No.", "No.", "No."], { image: "asset:3" }]);
  });

  test("fails with a try that fails", async () => {
    expect(await run({ failing: 2 })).toMatchObject({ verdicts: ["No."], output: "failed" });
  });
});

test("each try has another seed where the recipe gives one, and else another variant", () => {
  expect([1, 2, 3].map((number) => inputOfTry({ seed: 2_147_483_646 }, number).seed)).toEqual([
    2_147_483_646, 2_147_483_647, 0,
  ]);
  expect([1, 2].map((number) => variantOfTry({ seed: 7 }, number))).toEqual([undefined, undefined]);
  expect([1, 2].map((number) => variantOfTry({}, number))).toEqual([undefined, 2]);
});

describe("a plan", () => {
  const prices = { QWEN_EDIT_PRICE: "0.04", QWEN_VL_PRICE: "0.01" };
  const planned = async (find?: Parameters<typeof planJob>[3]) => {
    Object.assign(process.env, prices);
    const { calls, seconds } = await planJob(still, input, () => 10, find);
    const sum = (of: (call: (typeof calls)[number]) => number) =>
      Math.round(calls.reduce((all, call) => all + of(call), 0) * 100);
    return {
      keys: calls.map(({ key, ifNeeded }) => (ifNeeded ? `(${key})` : key)),
      cents: [sum(({ usual }) => usual), sum(({ price }) => price)],
      seconds,
    };
  };

  test("has the usual cost of one try and the cost of all of them, and takes the time of one", async () => {
    expect(await planned()).toEqual({
      keys: ["paint", "paint.look.1", "(paint.look.2)", "(paint.look.3)"],
      cents: [5, 15],
      seconds: 20,
    });
  });

  test("counts what is there: a take that was not accepted is followed by the tries that are left", async () => {
    const there: Record<string, Known> = {
      "paint 1": { output: { image: "asset:1", images: [] } },
      "paint.look.1 1": { output: { text: "No." } },
    };
    const find = async ({ key, tryNumber }: { key: string; tryNumber: number }) => there[`${key} ${tryNumber}`];
    expect(await planned({ find })).toEqual({
      keys: ["paint", "paint.look.1", "paint.look.2", "(paint.look.3)"],
      cents: [5, 10],
      seconds: 20,
    });
  });

  test("makes a step that a person changed once, and does not judge it", async () => {
    const changes = { paint: { input: { prompt: "Rain." } } };
    expect(await planned({ changes })).toEqual({ keys: ["paint"], cents: [4, 4], seconds: 10 });
  });
});
