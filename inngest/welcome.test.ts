import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import type { AnyWorkflow } from "./define-workflow";
import { exampleInput } from "./jobs/parse-request";
import { allWorkflows, isRole, serviceOf } from "./registry";

/** The files that a workflow cannot do without. */
function neededFiles(workflow: AnyWorkflow): Record<string, unknown> {
  const { required = [] } = z.toJSONSchema(workflow.input, { io: "input" });
  return Object.fromEntries(Object.entries(exampleInput(workflow)).filter(([name]) => required.includes(name)));
}

const writes = (input: z.ZodObject) =>
  Object.values(input.shape).some((field: z.ZodType) => field.meta()?.multiline && !field.meta()?.advanced);

const welcomed = allWorkflows.filter(({ welcome }) => welcome);

test.each(welcomed.map((workflow) => [workflow.model, workflow] as const))(
  "%s: its examples are options that it accepts, three in each language",
  (_, workflow) => {
    // A role's own fields, whoever is configured to fill it.
    const { input } = isRole(workflow.model) ? serviceOf(workflow.model) : workflow;
    for (const language of ["en", "zh"] as const) {
      const { headline, examples } = workflow.welcome?.[language] ?? { headline: "", examples: [] };
      expect(examples).toHaveLength(3);
      for (const { text, options } of examples) {
        expect(input.safeParse({ ...neededFiles(workflow), ...options }).error).toBeUndefined();
        if (language === "zh") expect(`${headline} ${text}`).toMatch(/\p{Script=Han}.* .*\p{Script=Han}/u);
      }
    }
  },
);

test("whoever has a text to write is shown what to write", () => {
  const bare = allWorkflows.filter(({ welcome, input }) => !welcome && writes(input));
  expect(bare.map(({ model }) => model)).toEqual([]);
});

test("a sample has a file for each field that its workflow needs, or none at all", () => {
  const sampled = welcomed.filter(({ welcome }) => welcome?.media);
  const films = ["next-scene", "product-showcase", "talking-head", "topic-film"];
  expect(sampled.map(({ model }) => model).sort()).toEqual(films);
  for (const { model, welcome, input } of sampled) {
    for (const field of Object.keys(welcome?.media ?? {})) expect(Object.keys(input.shape), model).toContain(field);
    expect(existsSync(`public/samples/${model}.mp4`), model).toBe(true);
  }
});
