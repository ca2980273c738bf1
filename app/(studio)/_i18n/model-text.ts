import type { Model } from "@/lib/schemas/job";
import type { Language } from "./languages";

/** Models say themselves what they are called in each language: see `lib/i18n.ts`. */

type Said = { title?: string; description?: string };
type Property = Said & Partial<Record<Language, Said>>;

/** A model with its titles and descriptions, its fields' too, in a language; what it does not say stays English. */
export function modelIn(language: Language, model: Model): Model {
  if (language === "en" || !model[language]) return model;
  const { title, description } = model[language];
  const properties = Object.entries((model.input.properties ?? {}) as Record<string, Property>);
  return {
    ...model,
    title,
    description,
    input: {
      ...model.input,
      properties: Object.fromEntries(properties.map(([name, property]) => [name, propertyIn(language, property)])),
    },
  };
}

/** What may be null has its words one level deeper. */
function propertyIn(language: Language, property: Property & { anyOf?: Property[] }): Property {
  const anyOf = property.anyOf?.map((one) => propertyIn(language, one));
  return { ...property, ...(anyOf && { anyOf }), ...property[language] };
}

/** A step's name in a language. Numbers in it stand as `{n}` in what the model says. */
export function stepIn(language: Language, model: Model | undefined, name: string): string {
  const said = language === "en" ? undefined : model?.[language]?.steps[name.replace(/\d+/g, "{n}")];
  if (!said) return name;
  const numbers = name.match(/\d+/g) ?? [];
  return said.replaceAll("{n}", () => numbers.shift() ?? "");
}

/** What a model stops for, as in `the keyframes`, in a language. */
export const reviewIn = (language: Language, model: Model | undefined, what: string): string =>
  (language === "en" ? undefined : model?.[language]?.reviews[what]) ?? what;
