import { expect, test } from "vitest";
import { presentModels } from "@/server/api/serializers/model";
import { groupsOf } from "./find-workflow";
import { type OptionField, readForm } from "./schema-form";

test("every model is in one group; a search finds titles and descriptions", async () => {
  const models = await presentModels();
  const all = groupsOf(models, "").flatMap((group) => group.models);
  expect(new Set(all)).toEqual(new Set(models));
  expect(groupsOf(models, "")[0]).toMatchObject({ group: "films" });
  const found = groupsOf(models, "  PRODUCT selling ").flatMap((group) => group.models.map(({ id }) => id));
  expect(found).toEqual(["product-showcase"]);
  expect(groupsOf(models, "no such thing")).toEqual([]);
});

test("no form asks for JSON where the shape is known", async () => {
  const deep = (fields: OptionField[]): OptionField[] => fields.flatMap((field) => [field, ...deep(field.fields)]);
  const models = await presentModels();
  const raw = models.flatMap(({ id, input }) =>
    deep(readForm(input).options)
      .filter(({ kind }) => kind === "json")
      .map(({ name }) => `${id} ${name}`),
  );
  expect(raw).toEqual(["language schema"]);
});
