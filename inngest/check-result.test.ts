import { expect, test } from "vitest";
import { z } from "zod";
import { addSubtitles } from "@/lib/services";
import { checkKey, runRecipe, withCheck } from "./check-result";
import { type CallOptions, type CallService, defineWorkflow } from "./define-workflow";

/** A recipe whose film is checked, with calls that return at once. */

const filming = withCheck(
  defineWorkflow({
    model: "filming",
    title: "Filming",
    description: "A film.",
    steps: { film: "Film" },
    input: z.strictObject({ video: z.string() }),
    run: ({ input, call }) => call("film", addSubtitles, { ...input, subtitles: "asset:lines" }),
  }),
);

/** Seconds that the check of a film of so many seconds may take. */
async function secondsForCheck(ofFilm: number | null): Promise<number | undefined> {
  let given: CallOptions<unknown> | undefined;
  const call = (async (key: string, _: unknown, __: unknown, options?: CallOptions<unknown>) => {
    if (key === checkKey) given = options;
    return key === checkKey ? { score: 1, passed: true, metrics: [] } : { video: "asset:film" };
  }) as unknown as CallService;
  const secondsOf = async (url: string) => (url === "asset:film" ? ofFilm : null);
  const order = { input: { video: "asset:source" }, quality: "on" as const, changes: {} };
  const { warnings } = await runRecipe(filming, order, { call, review: async () => {}, secondsOf });
  expect(warnings).toEqual([]);
  return given?.within;
}

test("a long film has more time to be checked than to be watched", async () => {
  expect(await secondsForCheck(600)).toBeGreaterThan(2 * 600);
  expect(await secondsForCheck(4)).toBeLessThan(120);
});

test("no film has more time than its service gives the check", async () => {
  expect(await secondsForCheck(7200)).toBe(1800);
});

test("a result without a length has a time as well", async () => {
  expect(await secondsForCheck(null)).toBeGreaterThan(60);
});
