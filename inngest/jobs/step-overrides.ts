import { isDeepStrictEqual } from "node:util";
import type { StepOverride } from "@/db/schema";
import type { AnyService } from "@/lib/define-service";
import { isListField, mediaOf, mediaTypeOf, mediaValues } from "@/lib/media/field";
import { sceneOf } from "@/lib/step-key";
import { allRoles, allServices, serviceOf } from "../registry";

type Input = Record<string, unknown>;

/**
 * Returns a function that applies a person's changes to each call of one run: its service (`by`) and its input (`asked`).
 * `keyframe.1` and `clip.1` belong to one scene. If the workflow gives both the same prompt, a new prompt for the first
 * also applies to the second, unless that has its own.
 */
export function callsAsChanged(changes: Record<string, StepOverride>) {
  const given = new Map<string, Map<unknown, unknown>>();
  return (key: string, service: AnyService, input: Input): { by: AnyService; asked: Input; change?: StepOverride } => {
    const change = changes[key];
    const scene = sceneOf(key) ?? key;
    const words = given.get(scene) ?? new Map<unknown, unknown>();
    given.set(scene, words);
    const prompt = change?.input.prompt ?? words.get(input.prompt);
    if (change?.input.prompt !== undefined && !words.has(input.prompt)) words.set(input.prompt, prompt);
    const by = change?.service ? serviceOf(change.service) : service;
    const worded = prompt === undefined || input.prompt === undefined ? input : { ...input, prompt };
    return { by, asked: by.input.parse({ ...fieldsOf(by, worded), ...change?.input }), change };
  };
}

/** The fields of an input that a service has as well. */
export const fieldsOf = (service: AnyService, input: Input): Input =>
  Object.fromEntries(Object.entries(input).filter(([field]) => field in service.input.shape));

/** The services that can replace `service` in a call: they accept its media and prompt, and their output has its fields. */
export const alternativeServices = (service: AnyService, input: Input): AnyService[] =>
  [...allServices, ...allRoles.filter(({ id }) => id === service.id)].filter(
    (other) => other.id === service.id || (givesAs(other, service) && takesAs(other, service, input)),
  );

/** The workflow can use the other service's output. */
function givesAs(other: AnyService, service: AnyService): boolean {
  const fields = Object.keys(service.output.shape);
  const isSame = (field: string) => isAlike(other.output.shape[field], service.output.shape[field]);
  return fields.every(isSame) && service.output.safeParse(other.example).success;
}

/** The other service needs no more media than the call has. Its other fields may be part of the change. */
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
