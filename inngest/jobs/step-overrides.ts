import { isDeepStrictEqual } from "node:util";
import type { StepOverride } from "@/db/schema";
import type { Role } from "@/lib/define-role";
import type { AnyService } from "@/lib/define-service";
import { hasMedia, isListField, mediaOf, mediaValues } from "@/lib/media/field";
import { soleMaker } from "@/lib/routing/entries";
import { type For, specialList } from "@/lib/routing/lists";
import { inputOfFiller, inputOfRole, roleFilledBy } from "@/lib/routing/pods";
import { sceneOf } from "@/lib/step-key";
import type { Callable } from "../define-workflow";
import { allRoles, allServices, serviceOf } from "../registry";

type Input = Record<string, unknown>;
/** `by`: the service that makes a call, with the input as it takes it. */
export type Made = { by: AnyService; asked: Input; change?: StepOverride };

/**
 * Returns a function that applies a person's changes to each call of one run: its service (`by`) and its input (`asked`).
 * `keyframe.1` and `clip.1` belong to one scene. If the workflow gives both the same prompt, a new prompt for the first
 * also applies to the second, unless that has its own. `began`: the service to which this job has already given a call; it
 * stays, even if the settings have changed since.
 */
export function callsAsChanged(
  changes: Record<string, StepOverride>,
  {
    began = () => undefined,
    priority,
  }: { began?: (key: string) => string | undefined; priority?: For["priority"] } = {},
) {
  const given = new Map<string, Map<unknown, unknown>>();
  return (key: string, called: Callable, input: Input, purpose?: For["purpose"]): Made => {
    const change = changes[key];
    const scene = sceneOf(key) ?? key;
    const words = given.get(scene) ?? new Map<unknown, unknown>();
    given.set(scene, words);
    const prompt = change?.input.prompt ?? words.get(input.prompt);
    if (change?.input.prompt !== undefined && !words.has(input.prompt)) words.set(input.prompt, prompt);
    const worded = prompt === undefined || input.prompt === undefined ? input : { ...input, prompt };
    const listed = (role: string) => ({
      ...worded,
      provider: worded.provider ?? specialList(role, { priority, purpose }),
    });
    if (isRole(called)) {
      return { ...makerOfRole(called, listed(called.id), { ...change, began: began(key) }), change };
    }
    const by = serviceOf(change?.service ?? called.id);
    const mine = by.kind === "role" ? listed(by.id) : worded;
    return { by, asked: by.input.parse({ ...fieldsOf(by, mine), ...change?.input }), change };
  };
}

const isRole = (called: Callable): called is Role => !("kind" in called);

/**
 * The service for a workflow's call of a role: the one that a person chose, the one that began it, the only one allowed,
 * or else the role, whose list decides.
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

/** The fields of a result that a workflow uses: another service of the same role may return more. */
export const resultFor = <O extends Callable["output"]>({ output }: { output: O }, result: Input | null) =>
  output.parse(fieldsOf({ input: output }, result ?? {}));

/** The fields of an input that a service has as well. */
export const fieldsOf = (service: { input: AnyService["input"] }, input: Input): Input =>
  Object.fromEntries(Object.entries(input).filter(([field]) => field in service.input.shape));

/**
 * The services that can replace `service` in a call: they accept its media and prompt, and their output has its fields; or
 * they fill the role that it is.
 */
export const alternativeServices = (service: AnyService, input: Input): AnyService[] =>
  [...allServices, ...allRoles.filter(({ id }) => id === service.id)].filter(
    (other) =>
      other.id === service.id ||
      roleFilledBy(other.id)?.id === service.id ||
      (givesAs(other, service) && takesAs(other, service, input)),
  );

/** The input of a call for another service, if one of the two is the role that the other fills. */
export function translated(input: Input, from: AnyService, to: AnyService): Input {
  if (roleFilledBy(from.id)?.id === to.id) return inputOfRole(to.id, from.id, input);
  if (roleFilledBy(to.id)?.id === from.id) return inputOfFiller(from.id, to.id, input) ?? input;
  return input;
}

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

/** Whether a field of a service's input holds files, also within lists and objects. */
export const isMedia = (service: AnyService, field: string) =>
  Object.hasOwn(service.input.shape, field) && hasMedia(service.input.shape[field]);
