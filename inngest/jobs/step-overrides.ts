import { isDeepStrictEqual } from "node:util";
import type { StepOverride } from "@/db/schema";
import type { Role } from "@/lib/define-role";
import type { AnyService } from "@/lib/define-service";
import { isListField, mediaOf, mediaTypeOf, mediaValues } from "@/lib/media/field";
import { soleMaker } from "@/lib/routing/entries";
import { inputOfFiller, inputOfRole, roleFilledBy } from "@/lib/routing/pods";
import { sceneOf } from "@/lib/step-key";
import type { Callable } from "../define-workflow";
import { allRoles, allServices, serviceOf } from "../registry";

type Input = Record<string, unknown>;
/** `by`: the service that makes a call, with the input as it takes it. */
export type Made = { by: AnyService; asked: Input; change?: StepOverride };

/**
 * Tells whom each call of one run of a recipe asks, and for what: as the recipe has it, but for what a person changed of
 * it. `keyframe.1` and `clip.1` are of one scene: where the recipe gives them the same prompt, the words that a person gave
 * the first are also those of what comes after it, unless that was given words of its own.
 * `began`: the service of a call that this job has begun or finished. It stays, whatever the settings say by now.
 */
export function callsAsChanged(changes: Record<string, StepOverride>, began: (key: string) => string | undefined) {
  const given = new Map<string, Map<unknown, unknown>>();
  return (key: string, called: Callable, input: Input): Made => {
    const change = changes[key];
    const scene = sceneOf(key) ?? key;
    const words = given.get(scene) ?? new Map<unknown, unknown>();
    given.set(scene, words);
    const prompt = change?.input.prompt ?? words.get(input.prompt);
    if (change?.input.prompt !== undefined && !words.has(input.prompt)) words.set(input.prompt, prompt);
    const worded = prompt === undefined || input.prompt === undefined ? input : { ...input, prompt };
    if (!isRole(called)) {
      const by = serviceOf(change?.service ?? called.id);
      return { by, asked: by.input.parse({ ...fieldsOf(by, worded), ...change?.input }), change };
    }
    return { ...makerOfRole(called, worded, { ...change, began: began(key) }), change };
  };
}

const isRole = (called: Callable): called is Role => !("kind" in called);

/**
 * Who makes a recipe's call of a role: what a person chose, what had begun it, the only service that may, or else the role,
 * whose list decides.
 */
export function makerOfRole(
  role: Role,
  given: Input,
  { service, input = {}, began }: { service?: string; input?: Input; began?: string } = {},
): Made {
  const ofRole = serviceOf(role.id);
  if (service && service !== role.id) {
    const own = serviceOf(service);
    const translated = inputOfFiller(role.id, own.id, ofRole.input.parse(fieldsOf(ofRole, given))) ?? given;
    return { by: own, asked: own.input.parse({ ...fieldsOf(own, translated), ...input }) };
  }
  const asked = ofRole.input.parse({ ...fieldsOf(ofRole, given), ...fieldsOf(ofRole, input) });
  const stays = service ? undefined : began;
  const begun = stays && inputOfFiller(role.id, stays, asked);
  if (stays && begun) return { by: serviceOf(stays), asked: serviceOf(stays).input.parse(begun) };
  const isOfRole = stays === role.id || (service && asked.provider === undefined);
  const sole = isOfRole ? undefined : soleMaker(role, asked);
  return sole ? { by: sole.service, asked: sole.service.input.parse(sole.input) } : { by: ofRole, asked };
}

/** A result as the recipe goes on with it: another service of the same role may return more. */
export const resultFor = <O extends Callable["output"]>({ output }: { output: O }, result: Input | null) =>
  output.parse(fieldsOf({ input: output }, result ?? {}));

/** What a service takes of another's input. */
export const fieldsOf = (service: { input: AnyService["input"] }, input: Input): Input =>
  Object.fromEntries(Object.entries(input).filter(([field]) => field in service.input.shape));

/**
 * The services that can make a call of `service` with this input: they take its media and its prompt, and give what it
 * gives; of a role also those that fill it.
 */
export const alternativeServices = (service: AnyService, input: Input): AnyService[] =>
  [...allServices, ...allRoles.filter(({ id }) => id === service.id)].filter(
    (other) =>
      other.id === service.id ||
      roleFilledBy(other.id)?.id === service.id ||
      (givesAs(other, service) && takesAs(other, service, input)),
  );

/** The input of a call as another service takes it, where one is the role that the other fills. */
export function translated(input: Input, from: AnyService, to: AnyService): Input {
  if (roleFilledBy(from.id)?.id === to.id) return inputOfRole(to.id, from.id, input);
  if (roleFilledBy(to.id)?.id === from.id) return inputOfFiller(from.id, to.id, input) ?? input;
  return input;
}

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
