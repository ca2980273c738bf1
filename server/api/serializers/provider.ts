import { deadKeys, restsOfProvider } from "@/db/dead-keys";
import { lastWorked, type ProviderRest, restsOf } from "@/db/provider-rests";
import type { Model, ProviderPrice } from "@/lib/define-provider";
import { micros, money } from "@/lib/pricing";
import { isVendor } from "@/lib/routing/entries";
import { type ListedProvider, type ListedRole, listProviders } from "@/lib/routing/provider-list";
import { smallestRequest } from "@/lib/routing/smallest-request";
import type { ProviderModel, ProviderObject } from "@/lib/schemas/provider";

type Shown = { withWords: boolean };

/** Every provider with what it can do, its place in the lists, and how it is doing. Its words are for admins. */
export async function presentProviders(shown: Shown): Promise<ProviderObject[]> {
  const rests = await restsOf();
  return listProviders().map((listed) => presentProvider(listed, rests, shown));
}

function presentProvider(listed: ListedProvider, all: ProviderRest[], shown: Shown): ProviderObject {
  const { provider, isConfigured, missing, roles } = listed;
  const rests = restsOfProvider(all, provider.id);
  const worked = Math.max(0, ...rests.map((one) => lastWorked(all, one.provider)?.getTime() ?? 0));
  const failed = rests.filter(({ lastFailedAt }) => lastFailedAt).sort(byFailure)[0];
  const shownRoles = roles.map((one) => presentRole(listed, one, rests, shown));
  return {
    id: provider.id,
    object: "provider",
    title: provider.title,
    status: statusOf(listed, rests, shownRoles),
    configured: isConfigured,
    missing,
    keySetting: provider.api.setting,
    keyPage: provider.keyPage ?? null,
    source: provider.source,
    lastWorkedAt: worked > 0 ? new Date(worked).toISOString() : null,
    lastFailed: failed ? failureOf(failed, shown) : null,
    roles: shownRoles,
    test: { free: !isVendor(provider) || provider.probe !== undefined },
  };
}

const byFailure = (a: ProviderRest, b: ProviderRest) =>
  (b.lastFailedAt?.getTime() ?? 0) - (a.lastFailedAt?.getTime() ?? 0);

function statusOf(
  { isConfigured, isSandbox }: ListedProvider,
  rests: ProviderRest[],
  roles: ProviderObject["roles"],
): ProviderObject["status"] {
  if (!isConfigured && !isSandbox) return "unconfigured";
  if (deadKeys(rests).length > 0) return "key_refused";
  if (roles.some(({ resting }) => resting)) return "resting";
  return isSandbox ? "sandbox" : "ok";
}

function presentRole(
  { provider }: ListedProvider,
  { role, models }: ListedRole,
  rests: ProviderRest[],
  shown: Shown,
): ProviderObject["roles"][number] {
  const now = Date.now();
  const [rest] = rests.filter((one) => one.role === role.id && (one.until?.getTime() ?? 0) > now).sort(byFailure);
  return {
    id: role.id,
    resting: rest?.until
      ? { until: rest.until.toISOString(), failures: rest.failures, ...failureOf(rest, shown) }
      : null,
    testCost: roundedPrice(smallestRequest(provider, role)?.price),
    models: models.map(({ name, model, position, isConfigured }) => ({
      ...{ id: name, position, configured: isConfigured, price: priceOf(model.price) },
      ...abilities(model),
    })),
  };
}

const roundedPrice = (usd: number | null | undefined) => (usd == null ? null : money(micros(usd)));

const failureOf = ({ lastFailedAt, kind, why }: ProviderRest, { withWords }: Shown) => ({
  ...{ at: (lastFailedAt ?? new Date(0)).toISOString(), kind: kind ?? "unavailable" },
  reason: withWords ? why : null,
});

const abilities = ({ remote: _, price: __, ...able }: Model): Partial<ProviderModel> => able;

/** The price as its unit says it; of a clip, the lowest where it depends on the resolution. */
function priceOf(price: ProviderPrice | undefined): ProviderModel["price"] {
  if (!price) return null;
  if ("perImage" in price) return { unit: "picture", usd: price.perImage };
  if ("perCall" in price) return { unit: "call", usd: price.perCall };
  if ("perMinute" in price) return { unit: "minute", usd: price.perMinute };
  if ("perMillionCharacters" in price) return { unit: "million characters", usd: price.perMillionCharacters };
  if ("perMillionTokens" in price) return { unit: "million tokens", ...price.perMillionTokens };
  const { perSecond, withAudio } = price;
  const sound = withAudio === undefined ? {} : { withAudio };
  if (typeof perSecond === "number") return { unit: "second", usd: perSecond, ...sound };
  return { unit: "second", usd: Math.min(...Object.values(perSecond)), byResolution: perSecond, ...sound };
}
