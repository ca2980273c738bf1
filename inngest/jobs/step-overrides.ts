import { isDeepStrictEqual } from "node:util";
import type { StepOverride } from "@/db/schema";
import type { AnyService } from "@/lib/define-service";
import { isListField, mediaOf, mediaTypeOf, mediaValues } from "@/lib/media/field";
import { type For, specialList } from "@/lib/routing/lists";
import { sceneOf } from "@/lib/step-key";
import { allRoles, allServices, serviceOf } from "../registry";

type Input = Record<string, unknown>;

/**
 * Tells whom each call of one run of a recipe asks, and for what: as the recipe has it, but for what a person changed of
 * it. `keyframe.1` and `clip.1` are of one scene: where the recipe gives them the same prompt, the words that a person gave
 * the first are also those of what comes after it, unless that was given words of its own.
 */
export function callsAsChanged(changes: Record<string, StepOverride>, priority?: For["priority"]) {
  const given = new Map<string, Map<unknown, unknown>>();
  return (
    key: string,
    service: AnyService,
    input: Input,
    purpose?: For["purpose"],
  ): { by: AnyService; asked: Input; change?: StepOverride } => {
    const change = changes[key];
    const scene = sceneOf(key) ?? key;
    const words = given.get(scene) ?? new Map<unknown, unknown>();
    given.set(scene, words);
    const prompt = change?.input.prompt ?? words.get(input.prompt);
    if (change?.input.prompt !== undefined && !words.has(input.prompt)) words.set(input.prompt, prompt);
    const by = change?.service ? serviceOf(change.service) : service;
    const worded = prompt === undefined || input.prompt === undefined ? input : { ...input, prompt };
    const list = by.kind === "role" && !worded.provider ? specialList(by.id, { priority, purpose }) : undefined;
    const listed = list === undefined ? {} : { provider: list };
    return { by, asked: by.input.parse({ ...fieldsOf(by, worded), ...listed, ...change?.input }), change };
  };
}

/** What a service takes of another's input. */
export const fieldsOf = (service: AnyService, input: Input): Input =>
  Object.fromEntries(Object.entries(input).filter(([field]) => field in service.input.shape));

/** The services that can make a call of `service` with this input: they take its media and its prompt, and give what it gives. */
export const alternativeServices = (service: AnyService, input: Input): AnyService[] =>
  [...allServices, ...allRoles.filter(({ id }) => id === service.id)].filter(
    (other) => other.id === service.id || (givesAs(other, service) && takesAs(other, service, input)),
  );

/** The recipe goes on with what the other service gives. */
function givesAs(other: AnyService, service: AnyService): boolean {
  const fields = Object.keys(service.output.shape);
  const isSame = (field: string) => isAlike(other.output.shape[field], service.output.shape[field]);
  return fields.every(isSame) && service.output.safeParse(other.example).success;
}

/** Media come from the steps before; what else the other needs can be given with the change. */
function takesAs(other: AnyService, service: AnyService, input: Input): boolean {
  const given = new Set(mediaValues(service.input, input).map(({ field }) => field));
  if (typeof input.prompt === "string" && !other.input.shape.prompt?.safeParse(input.prompt).success) return false;
  if (![...given].every((field) => isAlike(other.input.shape[field], service.input.shape[field]))) return false;
  return Object.keys(other.input.shape).every(
    (field) => !isMedia(other, field) || given.has(field) || other.input.shape[field].safeParse(undefined).success,
  );
}

const isAlike = (one: AnyService["input"]["shape"][string], other: typeof one): boolean =>
  one !== undefined && isDeepStrictEqual(mediaOf(one), mediaOf(other)) && isListField(one) === isListField(other);

export const isMedia = (service: AnyService, field: string) =>
  field in service.input.shape && mediaTypeOf(service.input.shape[field]) !== undefined;
