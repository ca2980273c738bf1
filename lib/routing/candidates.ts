import type { Endpoint, Provider } from "../define-provider";
import type { Role } from "../define-role";
import { priceOf, whyNot } from "../providers/capability";

/** One way to fill a role. `name`: an entry of the role's list, such as `fal:wan-2.5`. */
export type Candidate = { name: string; provider: Provider; endpoint: Endpoint; model: string; price: number | null };
export type Unable = { name: string; why: string };

type Options = {
  /** The list of the request or of the role's setting. Default: every provider with a key. */
  list?: string[];
  /** Limit for the cost of this call, in USD. */
  most?: number;
  hasKey(provider: Provider): boolean;
  /** Whether the candidate has just refused a request: then it comes last. */
  isResting?(provider: Provider): boolean;
};

/**
 * The candidates that can fill a role for this input, in the order to try, and why the others cannot. Throws an error
 * for an entry that is unknown, does not fill the role, or lacks its key.
 */
export function candidates(
  role: Role,
  input: Record<string, unknown>,
  providers: readonly Provider[],
  { list, most = Number.POSITIVE_INFINITY, hasKey, isResting = () => false }: Options,
): { able: Candidate[]; unable: Unable[] } {
  const names = list ?? providers.filter((one) => hasKey(one) && endpointsOf(one, role).length > 0).map(({ id }) => id);
  const found = [...new Set(names.map((name) => name.trim()))].map((name) => entryOf(name, role, providers, hasKey));
  const unable: Unable[] = [];
  const able = found.filter((candidate) => {
    const { name, endpoint, model, price } = candidate;
    const tooDear =
      price !== null && price > most ? `${name} costs ${price} USD; at most ${most} USD may be spent.` : null;
    const why = whyNot(name, modelOf(endpoint, model), input) ?? tooDear;
    if (why) unable.push({ name, why });
    return !why;
  });
  const rests = ({ provider }: Candidate) => Number(isResting(provider));
  return { able: able.sort((a, b) => rests(a) - rests(b)), unable };

  function entryOf(
    name: string,
    { id }: Role,
    all: readonly Provider[],
    isConfigured: (provider: Provider) => boolean,
  ): Candidate {
    const [word = "", ...rest] = name.split(":");
    const provider = all.find((one) => one.id === word);
    if (!provider) throw new Error(`${id}: no provider is called "${word}". There are: ${namesOf(role, all)}.`);
    const endpoints = endpointsOf(provider, role);
    const wanted = rest.join(":");
    const endpoint = wanted
      ? (endpoints.find(({ models }) => wanted in models) ?? endpoints.find(({ models }) => "*" in models))
      : endpoints[0];
    if (!endpoint) throw new Error(`${id}: "${name}" cannot do this. There are: ${namesOf(role, all)}.`);
    if (!isConfigured(provider)) throw new Error(`${id}: "${name}" has no key. Set ${provider.api.setting}.`);
    const model = wanted || Object.keys(endpoint.models)[0] || "";
    if (model === "*") throw new Error(`${id}: name a model, as "${word}:<model>".`);
    return { name: `${word}:${model}`, provider, endpoint, model, price: priceOf(modelOf(endpoint, model), input) };
  }
}

const endpointsOf = ({ endpoints }: Provider, { id }: Role) => endpoints.filter(({ role }) => role.id === id);

/** The known capabilities of a model; empty for a model that is not listed. */
export const modelOf = ({ models }: Pick<Endpoint, "models">, name: string) => models[name] ?? models["*"] ?? {};

/** The vendor's name of a model. */
export const remoteModel = ({ models }: Pick<Endpoint, "models">, name: string) => models[name]?.remote ?? name;

/** All entries that a list for this role may contain. */
function namesOf(role: Role, providers: readonly Provider[]): string {
  const names = providers.flatMap((provider) =>
    endpointsOf(provider, role).flatMap(({ models }) =>
      Object.keys(models).map((model) => `${provider.id}:${model === "*" ? "<model>" : model}`),
    ),
  );
  return names.join(", ");
}
