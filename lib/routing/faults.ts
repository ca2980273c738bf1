import type { Provider } from "../define-provider";
import type { Role } from "../define-role";
import { isConfigured, isUnclean } from "../env";
import * as providers from "../providers";
import * as roles from "../roles";
import { serviceFaults } from "../startup/services";
import { findEntry, listFault } from "./entries";
import { listsOf, unknownLists } from "./lists";

type Source = Record<string, string | undefined>;

const all: readonly Provider[] = Object.values(providers);
const allRoles: readonly Role[] = Object.values(roles);

/** What is wrong with the settings of roles and providers, one sentence each; empty when nothing is wrong. */
export const routingFaults = (source?: Source): string[] => [
  ...all.flatMap((provider) => keyFault(provider, source)),
  ...new Set(all.flatMap((provider) => entryFaults(provider, source))),
  ...allRoles.flatMap((role) => roleFaults(role, source)),
];

function keyFault({ api: { setting } }: Provider, source?: Source): string[] {
  return isUnclean(setting, source)
    ? [`${setting} contains a space, a line break or a character that no key has: set the key alone.`]
    : [];
}

/** The URL, time-outs, prices and ways of input of a provider's entries. */
const entryFaults = ({ id, endpoints }: Provider, source?: Source): string[] =>
  endpoints.flatMap(({ role, models }) => {
    const [model = ""] = Object.keys(models);
    return serviceFaults(findEntry(role.id, `${id}:${model === "*" ? "any" : model}`), source);
  });

/** What is wrong with the lists of a role. */
export function roleFaults(role: Role, source?: Source): string[] {
  const faults = listsOf(role.id, source).flatMap(({ setting, list }) => {
    const fault = listFault(role, list, source) ?? sandboxFault(role, list, source);
    return fault ? [`${setting} is "${list.join(",")}": ${fault}`] : [];
  });
  return [...faults, ...unknownLists(role.id, ["pod", ...all.map(({ id }) => id)], source)];
}

/** A list of real providers has no place for one that only the sandbox replaces. */
function sandboxFault({ id }: Role, list: string[], source?: Source): string | null {
  const entries = list.map((name) => ({ name, service: findEntry(id, name) }));
  const missing = entries.find(({ service }) => service.kind === "hosted" && !isConfigured(service, source));
  if (!missing || entries.every(({ service }) => !isConfigured(service, source))) return null;
  return `${id}: "${missing.name}" has no key. Set ${missing.service.hosted?.setting}.`;
}
