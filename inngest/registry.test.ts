import { describe, expect, test } from "vitest";
import { z } from "zod";
import { isListField, media, mediaTypeOf, mediaValues } from "@/lib/media/field";
import { wanI2v } from "@/lib/services";
import { titleKey } from "@/lib/step-key";
import { describeApi } from "@/server/api/openapi/document";
import { presentModels } from "@/server/api/serializers/model";
import { functions } from ".";
import { exampleInput } from "./jobs/parse-request";
import { planJob } from "./jobs/plan";
import {
  allRoles,
  allServices,
  allWorkflows,
  findWorkflow,
  isService,
  serviceOf,
  withReachableMedia,
} from "./registry";
import * as workflows from "./workflows";

/** Guarantees of every service and workflow in the registry; a new one is tested automatically. */

const models = await presentModels();
const { schemas } = describeApi().components as { schemas: Record<string, unknown> };

describe.each(allServices.map((service) => [service.id, service] as const))("service %s", (_, service) => {
  test("its example is a valid output", () => {
    expect(service.output.safeParse(service.example).success).toBe(true);
  });

  test("its request is plain data that survives JSON", () => {
    const input = service.input.parse(exampleInput({ input: service.input }));
    const request = service.request(input, "https://example.com/hook");
    expect(JSON.parse(JSON.stringify(request))).toEqual(request);
    expect(request.path).toMatch(/^\//);
  });

  test("an unknown answer never counts as a result", () => {
    const reading = service.parse(service.response.parse({}));
    expect(reading.state).not.toBe("done");
  });

  test("what it chooses from are files, and a person can give one of them, or an own one, alone", () => {
    const { choosesFrom, input, output, example } = service;
    if (!choosesFrom) return;
    expect(isListField(input.shape[choosesFrom])).toBe(true);
    const files = mediaValues(output, output.parse(example)).map(({ field }) => field);
    expect(files).toHaveLength(1);
    expect(mediaTypeOf(output.shape[files[0] ?? ""])).toBe(mediaTypeOf(input.shape[choosesFrom]));
    expect(output.safeParse({ [files[0] ?? ""]: "asset:one" }).error?.issues).toBeUndefined();
  });

  test("it answers in the response, or says how to read its receipt", () => {
    expect(service.mode === "sync" || service.receipt !== undefined).toBe(true);
  });
});

describe.each(allWorkflows.map((workflow) => [workflow.model, workflow] as const))("model %s", (model, workflow) => {
  test("it can be planned, and every call and review has a title in English", async () => {
    const { calls, reviews } = await planJob(workflow, exampleInput(workflow), (id) => serviceOf(id).typicalSeconds);
    expect(calls.length).toBeGreaterThan(0);
    expect(Object.keys(workflow.steps)).toEqual(expect.arrayContaining(calls.map(({ key }) => titleKey(key))));
    expect(Object.keys(workflow.reviews ?? {})).toEqual(expect.arrayContaining(reviews.map(titleKey)));
  });

  test("every field has a title for the form", () => {
    for (const [field, schema] of Object.entries(workflow.input.shape)) {
      expect((schema as { meta(): unknown }).meta(), field).toMatchObject({ title: expect.any(String) });
    }
  });

  test("all its texts exist in Chinese", () => {
    expect(workflow.zh).toMatchObject({ title: expect.any(String), description: expect.any(String) });
    const { steps = {}, reviews = {} } = workflow.zh ?? {};
    expect(Object.keys(steps).sort()).toEqual(Object.keys(workflow.steps).sort());
    expect(Object.keys(reviews).sort()).toEqual(Object.keys(workflow.reviews ?? {}).sort());
    for (const [field, schema] of Object.entries(workflow.input.shape)) {
      const { description, zh } = (schema as { meta(): Record<string, unknown> }).meta();
      const told = { title: expect.any(String), ...(description !== undefined && { description: expect.any(String) }) };
      expect(zh, field).toEqual(told);
    }
  });

  test("scenes that a person edits as cards are the text of a call, and have a review", async () => {
    if (!workflow.scenes) return;
    const { calls, reviews } = await planJob(workflow, exampleInput(workflow), (id) => serviceOf(id).typicalSeconds);
    const call = calls.find(({ key }) => key === workflow.scenes?.step);
    expect(serviceOf(call?.service ?? "").output.shape).toHaveProperty("text");
    expect(reviews).toContain(workflow.scenes.step);
  });

  test("API, form and OpenAPI know it, and the engine runs it", () => {
    const listed = models.find(({ id }) => id === model);
    expect(listed).toMatchObject({ title: workflow.title, scenes: workflow.scenes ?? null, input: { type: "object" } });
    expect(schemas[`input.${model}`]).toMatchObject({ type: "object" });
    expect(functions.map((one) => one.id())).toContain(model);
  });
});

test("no two services or workflows have the same name", () => {
  const names = allWorkflows.map(({ model }) => model);
  expect(new Set(names).size).toBe(names.length);
});

test("a workflow with the name of a role takes its place as a model, and the role can still be called", () => {
  const replaced = Object.values(workflows).filter(({ model }) => allRoles.some(({ id }) => id === model));
  expect(replaced.map(({ model }) => model).sort()).toEqual(["image-to-video", "text-to-image", "text-to-video"]);
  for (const workflow of replaced) {
    expect(findWorkflow(workflow.model)?.input).toBe(workflow.input);
    expect(isService(workflow.model)).toBe(false);
    expect(serviceOf(workflow.model).kind).toBe("role");
    expect(functions.map((one) => one.id())).toContain(`call-${workflow.model}`);
    const old = Object.keys(serviceOf(workflow.model).input.shape).filter((field) => field !== "negativePrompt");
    expect(Object.keys(workflow.input.shape), workflow.model).toEqual(expect.arrayContaining(old));
  }
  expect(findWorkflow("image-edit")?.model).toBe("image-edit");
  expect(isService("image-edit")).toBe(true);
});

test("a service whose media would never be stored is refused when it is registered", () => {
  const clip = media("video", { title: "Clip" });
  const output = z.strictObject({ films: z.record(z.string(), clip) });
  const input = z.strictObject({ scene: z.strictObject({ clip }) });
  const hidden = z.strictObject({ scenes: z.record(z.string(), clip) });
  expect(withReachableMedia({ ...wanI2v, output: z.strictObject({ shots: z.array(input) }) }).id).toBe("wan-i2v");
  expect(() => withReachableMedia({ ...wanI2v, output })).toThrow('wan-i2v: move the media of the output "films"');
  expect(withReachableMedia({ ...wanI2v, input }).id).toBe("wan-i2v");
  expect(() => withReachableMedia({ ...wanI2v, input: hidden })).toThrow('move the media of the input "scenes"');
});

test("a service with media that `input[]` cannot fill is called by workflows, and is no model", () => {
  expect(serviceOf("compose-film").kind).toBe("local");
  expect(functions.map((one) => one.id())).toContain("call-compose-film");
  expect(findWorkflow("compose-film")).toBeUndefined();
});
