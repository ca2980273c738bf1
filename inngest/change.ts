import type { CallChange } from "@/db/schema";
import { isListField, mediaTypeOf, mediaValues } from "@/lib/media-field";
import type { AnyService } from "@/lib/service";
import { allServices, serviceOf } from "./registry";

type Input = Record<string, unknown>;

/** Whom a call asks, and for what: as its recipe has it, but for what a person changed of it. */
export function changedCall(service: AnyService, input: Input, change?: CallChange): { by: AnyService; asked: Input } {
  const by = change?.service ? serviceOf(change.service) : service;
  return { by, asked: by.input.parse({ ...takenBy(by, input), ...change?.input }) };
}

/** What a service takes of another's input. */
export const takenBy = (service: AnyService, input: Input): Input =>
  Object.fromEntries(Object.entries(input).filter(([field]) => field in service.input.shape));

/** The services that can make a call of `service` with this input: they take its media and its prompt, and give what it gives. */
export const makersInstead = (service: AnyService, input: Input): AnyService[] =>
  allServices.filter((other) => other.id === service.id || (givesAs(other, service) && takesAs(other, service, input)));

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
  one !== undefined && mediaTypeOf(one) === mediaTypeOf(other) && isListField(one) === isListField(other);

export const isMedia = (service: AnyService, field: string) =>
  field in service.input.shape && mediaTypeOf(service.input.shape[field]) !== undefined;
