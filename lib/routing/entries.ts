import type { Provider } from "../define-provider";
import type { Role } from "../define-role";
import type { AnyService } from "../define-service";
import { hasSandbox, isConfigured, lacksKey, roleList, roleSetting, serviceUrls, urlSetting } from "../env";
import { priceOf } from "../pricing";
import * as providers from "../providers";
import * as roles from "../roles";
import { type Candidate, candidates, type Unable } from "./candidates";
import { entryService } from "./entry";
import { pods, whyPodCannot } from "./pods";

/** Entries of a role: the list of the request, that of the role's setting, or all that are configured, pods first. */

type Source = Record<string, string | undefined>;
type Input = Record<string, unknown>;
/** `service`: handles the calls. `price`: in USD. */
export type Entry = { name: string; service: AnyService; price: number };

const all: readonly Provider[] = [pods, ...Object.values(providers).sort((a, b) => (a.id < b.id ? -1 : 1))];
const rolesById = new Map<string, Role>(Object.values(roles).map((role: Role) => [role.id, role]));

/** The entries of a text such as `fal:wan-2.5, pod:wan-i2v`. */
export const namesIn = (text: string): string[] =>
  text
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);

/** The first model of each provider that can fill a role. */
const firstEntries = (role: Role): Candidate[] =>
  all
    .filter(({ endpoints }) => endpoints.some((one) => one.role.id === role.id && !("*" in one.models && isOpen(one))))
    .flatMap(({ id }) => candidates(role, {}, all, { list: [id], hasKey: () => true }).able);

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
  const service = entryService(role, found);
  servicesByName.set(key, service);
  return service;
}

const isFilled = ({ id }: Role, name: string, source?: Source) => isConfigured(findEntry(id, name), source);

/** The entries of a role if the request has no list. If none is configured, the sandbox fills the role. */
export function namesFor(role: Role, source?: Source): string[] {
  const listed = roleList(role.id, source);
  if (listed) return listed;
  const names = firstEntries(role).map(({ name }) => name);
  const configured = names.filter((name) => isFilled(role, name, source));
  return configured.length > 0 || !hasSandbox(source) ? configured : names;
}

/**
 * The entries that can handle an input, in the order to try, and why the others cannot. Throws an error for a wrong
 * name.
 */
export function entriesFor(role: Role, input: Input, source?: Source): { able: Entry[]; unable: Unable[] } {
  const list = typeof input.provider === "string" ? namesIn(input.provider) : namesFor(role, source);
  const { able: found, unable } = among(role, input, list, source);
  const able = found.flatMap(({ name, provider, model }) => {
    const why = provider.id === "pod" ? whyPodCannot(role.id, model, input) : null;
    const service = findEntry(role.id, name);
    if (why) unable.push({ name, why });
    return why ? [] : [{ name, service, price: priceOf(service, input) }];
  });
  return { able, unable };
}

/**
 * The entries of a list whose models can handle an input. Throws an error for an unknown name, or one without URL or
 * key.
 */
function among(role: Role, input: Input, list: string[], source?: Source) {
  const hasKey = ({ id, api }: Provider) => id === "pod" || !lacksKey({ ...api, id }, source);
  const found = candidates(role, input, all, { list, hasKey });
  for (const { name, provider } of found.able) {
    const pod = provider.id === "pod" ? findEntry(role.id, name) : null;
    if (pod && serviceUrls(pod, source).length === 0)
      throw new Error(`${role.id}: "${name}" has no URL. Set ${urlSetting(pod)}.`);
  }
  return found;
}

/** The error of a list of entries as a sentence that names the existing ones; null if the list is valid. */
function listFault(role: Role, list: string[], source?: Source): string | null {
  try {
    among(role, {}, list, source);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The errors of a role's setting; empty if it is valid. */
export function roleFaults(role: Role, source?: Source): string[] {
  const list = roleList(role.id, source);
  const fault = list && listFault(role, list, source);
  return fault ? [`${roleSetting(role.id)} is "${list.join(",")}": ${fault}`] : [];
}
