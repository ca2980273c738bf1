import type { Model } from "@/lib/schemas/job";
import { titleOf } from "@/lib/step-key";
import type { Language } from "./languages";

/** Models contain their own translations: see `lib/i18n.ts`. */

export type Review = { key: string; title: string };
type Said = { title?: string; description?: string };
type Property = Said & Partial<Record<Language, Said>>;

/** A model with its titles and descriptions, also those of its fields, in a language; missing ones stay English. */
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

/** A nullable field has its words one level deeper. */
function propertyIn(language: Language, property: Property & { anyOf?: Property[] }): Property {
  const anyOf = property.anyOf?.map((one) => propertyIn(language, one));
  return { ...property, ...(anyOf && { anyOf }), ...property[language] };
}

/** A step's title in a language, else in English. */
export function stepIn(language: Language, model: Model | undefined, key: string): string {
  const translated = language === "en" ? undefined : model?.[language]?.steps;
  return titleOf({ ...model?.stepTitles, ...translated }, key);
}

/** What a review is about, as in `the keyframes`, in a language. */
export const reviewIn = (language: Language, model: Model | undefined, { key, title }: Review): string =>
  (language === "en" ? undefined : model?.[language]?.reviews[key]) ?? title;
