import type { Model, Provider } from "../define-provider";
import type { Role } from "../define-role";
import { lacksKey, serviceSetting, serviceUrls, urlSetting } from "../env";
import * as roles from "../roles";
import { allProviders, findEntry, isFilled, isVendor, namesFor } from "./entries";

/** Every provider with what it could do, as the settings have it: made from its file, not kept beside it. */

type Source = Record<string, string | undefined>;

/** `name`: an entry of the role's list. `position`: its place there, from 1; null when it is not in the list. */
export type ListedModel = { name: string; model: Model; position: number | null; isConfigured: boolean };
export type ListedRole = { role: Role; models: ListedModel[] };
export type ListedProvider = {
  provider: Provider;
  isConfigured: boolean;
  /** The settings without which it cannot be asked; one of them is enough for the pods. */
  missing: string[];
  /** The sandbox replaces it: it has neither key nor URL. */
  isSandbox: boolean;
  roles: ListedRole[];
};

export const findProvider = (id: string): Provider | undefined => allProviders.find((one) => one.id === id);

export function listProviders(source?: Source): ListedProvider[] {
  const all: Role[] = Object.values(roles);
  const lists = new Map(all.map((role) => [role.id, entriesOf(role, source)]));
  return allProviders.map((provider) => {
    const filled = all.flatMap((role) => {
      const models = modelsOf(provider, role, lists.get(role.id) ?? [], source);
      return models.length > 0 ? [{ role, models }] : [];
    });
    const models = filled.flatMap((one) => one.models);
    const isConfigured = models.some((one) => one.isConfigured);
    return {
      ...{ provider, isConfigured, roles: filled },
      missing: isConfigured ? [] : missingOf(provider, filled),
      isSandbox: !isConfigured && isReachable(provider, filled, source),
    };
  });
}

/** The entries of a role's list by their whole names; none while its setting is wrong, which the start refuses. */
function entriesOf(role: Role, source?: Source): string[] {
  try {
    return namesFor(role, source).map((name) => findEntry(role.id, name).id);
  } catch {
    return [];
  }
}

/** The models that a provider's file lists for a role, and those that only the role's list names. */
function modelsOf(provider: Provider, role: Role, list: string[], source?: Source): ListedModel[] {
  const known = new Map<string, Model>(
    provider.endpoints
      .filter((endpoint) => endpoint.role.id === role.id)
      .flatMap(({ models }) =>
        Object.entries(models).map(([name, model]) => [`${provider.id}:${name}`, model] as const),
      ),
  );
  for (const name of list)
    if (name.startsWith(`${provider.id}:`) && !known.has(name)) known.set(name, known.get(`${provider.id}:*`) ?? {});
  return [...known].map(([name, model]) => ({
    ...{ name, model, position: list.indexOf(name) + 1 || null },
    isConfigured: isAvailable(role, name.replace(/\*$/, "any"), source),
  }));
}

/** Local work needs no setting. */
const isAvailable = (role: Role, name: string, source?: Source) =>
  findEntry(role.id, name).kind === "local" || isFilled(role, name, source);

function missingOf(provider: Provider, filled: ListedRole[]): string[] {
  if (!isVendor(provider))
    return filled.flatMap(({ role, models }) => models.map(({ name }) => urlSetting(findEntry(role.id, name))));
  // A server of the operator's own has an address of its own, and may need no key.
  return [isOwnServer(provider) ? serviceSetting(provider.id) : provider.api.setting];
}

const isOwnServer = ({ api }: Provider) => new URL(api.url).hostname === "localhost";

function isReachable(provider: Provider, filled: ListedRole[], source?: Source): boolean {
  if (isVendor(provider)) return !lacksKey({ ...provider.api, id: provider.id }, source);
  return filled.some(({ role, models }) =>
    models.some(({ name }) => serviceUrls(findEntry(role.id, name), source).length > 0),
  );
}
