import type { Model, Provider } from "../define-provider";
import type { Role } from "../define-role";
import type { AnyService } from "../define-service";
import { hasSandbox, isConfigured, lacksKey, roleList, serviceUrls, urlSetting } from "../env";
import { knownPrice } from "../pricing";
import * as providers from "../providers";
import { inWordsOf } from "../providers/capability";
import * as roles from "../roles";
import { type Candidate, candidates, modelOf, type Unable } from "./candidates";
import { entryService } from "./entry";
import { isOwn, localWork, type OwnCall, ownCall, ownServices, pods, whyOwnCannot } from "./pods";

/** Entries of a role: the list of the request, that of the role's setting, or all that are configured, pods first. */

type Source = Record<string, string | undefined>;
type Input = Record<string, unknown>;
/** `service`: handles the calls. `price`: in USD; null if it is unknown. */
export type Entry = { name: string; service: AnyService; price: number | null };
/** `why`: why it cannot do this; null when it can. */
export type JudgedEntry = Entry & { why: string | null };

const vendors = Object.values<Provider>(providers).sort((a, b) => (a.id < b.id ? -1 : 1));
const all: readonly Provider[] = [pods, ...vendors, localWork];
const rolesById = new Map<string, Role>(Object.values(roles).map((role: Role) => [role.id, role]));

/** The entries of a text such as `fal:wan-2.5, pod:wan-i2v`. */
export const namesIn = (text: string): string[] =>
  text
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);

const firstByRole = new Map<string, Candidate[]>();

/** The first model of each provider that can fill a role; made once, as every replay of a job asks for it. */
function firstEntries(role: Role): Candidate[] {
  const known = firstByRole.get(role.id);
  if (known) return known;
  const first = all
    .filter(({ endpoints }) => endpoints.some((one) => one.role.id === role.id && !("*" in one.models && isOpen(one))))
    .flatMap(({ id }) => candidates(role, {}, all, { list: [id], hasKey: () => true }).able);
  firstByRole.set(role.id, first);
  return first;
}

const isOpen = ({ models }: Provider["endpoints"][number]) => Object.keys(models)[0] === "*";

const servicesByName = new Map<string, AnyService>();

/** An entry as a service. Throws an error for a name that is not an entry of this role. */
export function findEntry(roleId: string, name: string): AnyService {
  const key = `${roleId} ${name}`;
  const known = servicesByName.get(key);
  if (known) return known;
  const role = rolesById.get(roleId);
  if (!role) throw new Error(`There is no role "${roleId}".`);
  const { able, unable } = candidates(role, {}, all, { list: [name], hasKey: () => true });
  const [found] = able;
  if (!found) throw new Error(`${roleId}: ${unable[0]?.why ?? `"${name}" cannot do this.`}`);
  const service = inItsWords(entryService(role, found), modelOf(found.endpoint, found.model));
  servicesByName.set(key, service);
  return service;
}

/** An entry whose model takes no text of what to leave out gets it as a sentence of the prompt. */
const inItsWords = (service: AnyService, model: Model): AnyService => ({
  ...service,
  request: (input: Input, ...rest) => service.request(inWordsOf(model, input), ...rest),
  rewords: (input: Input) => inWordsOf(model, input) !== input,
});

/** Whether the operator has set the key or URL of an entry. */
export const isFilled = ({ id }: Role, name: string, source?: Source) => isConfigured(findEntry(id, name), source);

/** Whether local work replaces a pod that is not set up. Otherwise the sandbox does. */
const isLocalDefault = (source?: Source) =>
  Object.values(providers).some(({ id, api }: Provider) =>
    isConfigured({ id, kind: "hosted", hosted: { ...api, id } }, source),
  ) ||
  (!hasSandbox(source) && ownServices.some((service) => service.kind === "pod" && isConfigured(service, source)));

/**
 * The entries of a role if the request has no list. Local work fills a role that no pod and no vendor is set up for. If
 * none is configured, the sandbox fills the role.
 */
export function namesFor(role: Role, source?: Source): string[] {
  const listed = roleList(role.id, source);
  if (listed) return listed;
  const names = firstEntries(role).map(({ name }) => name);
  const isLocal = (name: string) => name.startsWith(`${localWork.id}:`);
  const configured = names.filter((name) => !isLocal(name) && isFilled(role, name, source));
  if (configured.length > 0) return configured;
  const local = isLocalDefault(source) ? names.filter(isLocal) : [];
  return local.length > 0 || !hasSandbox(source) ? local : names;
}

/**
 * A workflow's call of a role as the call of one service of our own, where no other entry may make it: the service keeps
 * its own form, price, cache and statistics. Without any list and with nothing configured the sandbox's pod makes it.
 */
export function soleMaker(role: Role, input: Input, source?: Source): OwnCall | undefined {
  const named = typeof input.provider === "string" ? namesIn(input.provider) : roleList(role.id, source);
  const [first = firstEntries(role)[0]?.name, ...others] = named ?? namesFor(role, source);
  if (!first || (others.length > 0 && (named || isFilled(role, first, source)))) return undefined;
  const [word = "", model] = first.split(":");
  if (!all.some((one) => one.id === word && isOwn(one))) return undefined;
  const name = (model ? first : firstEntries(role).find((one) => one.provider.id === word)?.name) ?? "";
  return whyOwnCannot(role.id, name, input) ? undefined : ownCall(role.id, name, input);
}

/**
 * The entries that can handle an input, in the order of the list, and why the others cannot. `all`: both, in that order.
 * Throws an error for a wrong name.
 */
export function entriesFor(
  role: Role,
  input: Input,
  source?: Source,
): { able: Entry[]; unable: Unable[]; all: JudgedEntry[] } {
  const list = typeof input.provider === "string" ? namesIn(input.provider) : namesFor(role, source);
  const all = among(role, input, list, source).all.map(({ candidate: { name, provider }, why }) => {
    const service = findEntry(role.id, name);
    const reason = why ?? (isOwn(provider) ? whyOwnCannot(role.id, name, input) : null);
    return { name, service, price: reason ? null : knownPrice(service, input), why: reason };
  });
  const able = all.filter(({ why }) => why === null);
  return { able, unable: all.flatMap(({ name, why }) => (why ? [{ name, why }] : [])), all };
}

/** What is reserved for one submit, in USD: the price of the dearest who can do it. An unknown price counts as 0. */
export const dearest = (able: readonly { price: number | null }[]): number =>
  Math.max(0, ...able.map(({ price }) => price ?? 0));

/** The entries of a list whose models can handle an input. Throws an error for an unknown name, or one without URL or key. */
function among(role: Role, input: Input, list: string[], source?: Source) {
  const hasKey = (one: Provider) => isOwn(one) || !lacksKey({ ...one.api, id: one.id }, source);
  const found = candidates(role, input, all, { list, hasKey });
  for (const { name, provider } of found.able) {
    const own = isOwn(provider) && provider !== localWork ? findEntry(role.id, name) : null;
    if (own && serviceUrls(own, source).length === 0)
      throw new Error(`${role.id}: "${name}" has no URL. Set ${urlSetting(own)}.`);
  }
  return found;
}

/** The error of a list of entries as a sentence that names the existing ones; null if the list is valid. */
export function listFault(role: Role, list: string[], source?: Source): string | null {
  try {
    among(role, {}, list, source);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** All who can be in a list: our own services, and the vendors. */
export const allProviders = all;

/** Whether a provider is a vendor, with a key and a page of its own. */
export const isVendor = (provider: Provider): boolean => Object.values<Provider>(providers).includes(provider);
