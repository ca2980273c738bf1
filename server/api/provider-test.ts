import type { Key } from "@/db/keys";
import { countRequest, limitInTheWay } from "@/db/limits";
import { chargeKey } from "@/db/usage";
import { makeSample, probeProvider } from "@/inngest/calls/test-provider";
import type { Provider } from "@/lib/define-provider";
import type { Role } from "@/lib/define-role";
import { lacksKey } from "@/lib/env";
import { fieldProblem, Problem } from "@/lib/errors";
import { micros, money } from "@/lib/pricing";
import * as roles from "@/lib/roles";
import { isVendor } from "@/lib/routing/entries";
import { findProvider } from "@/lib/routing/provider-list";
import { smallestRequest } from "@/lib/routing/smallest-request";
import type { ProviderTest, TestProvider } from "@/lib/schemas/provider";

/** Tests one provider: by its free request, or by the smallest thing of a role at its price. */
export async function testProvider(id: string, asked: TestProvider, key: Key): Promise<ProviderTest> {
  const provider = findProvider(id);
  if (!provider) throw new Problem("not_found", `There is no provider "${id}". See GET /v1/providers.`);
  if (isVendor(provider) && lacksKey({ ...provider.api, id }))
    throw new Problem("conflict", `${provider.title} has no key. Set ${provider.api.setting}, then restart.`);
  const found = asked.role === undefined ? await probeProvider(provider) : null;
  if (found) return { object: "provider_test", provider: id, ...found, cost: 0 };
  return paidTest(provider, asked, key);
}

async function paidTest(provider: Provider, { role: named, confirmCost }: TestProvider, key: Key) {
  const own = rolesOf(provider);
  const role = own.find(({ id }) => id === named);
  const known = own.filter((one) => smallestRequest(provider, one)).map(({ id }) => id);
  const smallest = role && smallestRequest(provider, role);
  if (!role || !smallest) {
    const tests = known.length > 0 ? `Name one of: ${known.join(", ")}.` : "It has no role that can be tested so.";
    const why = named === undefined ? `${provider.title} has no free request.` : `"${named}" cannot be tested there.`;
    throw fieldProblem("invalid_request", "/role", `${why} ${tests}`);
  }
  const price = smallest.price === null ? null : money(micros(smallest.price));
  const said = price === null ? "is not known" : `is ${price} USD`;
  if (confirmCost === undefined || (price !== null && confirmCost < price)) {
    const detail = `The price of this test ${said}: it makes the smallest thing of ${role.id} with ${smallest.service.id}.`;
    throw fieldProblem("invalid_request", "/confirmCost", `${detail} Send confirmCost with the most it may cost.`);
  }
  await checkBudget(key, price ?? 0);
  await limitPaidTests(provider);
  // Counted before it is sent: a process that dies in between must not leave it out.
  await chargeKey(key.id, micros(price ?? 0));
  const { isCharged, ...shown } = await makeSample(provider, role, key.id);
  if (!isCharged) await chargeKey(key.id, -micros(price ?? 0));
  const cost = isCharged ? (price ?? 0) : 0;
  return { object: "provider_test" as const, provider: provider.id, ...shown, cost };
}

const rolesOf = ({ endpoints }: Provider): Role[] =>
  Object.values<Role>(roles).filter(({ id }) => endpoints.some(({ role }) => role.id === id));

async function checkBudget({ id, limits }: Key, price: number): Promise<void> {
  const over = await limitInTheWay({ keyId: id, limits, estimated: micros(price) });
  if (over?.limit === "budget") throw new Problem("budget_exceeded", "The daily budget of this key is used up.");
}

/** A paid test is made once a minute at most, over all processes. */
async function limitPaidTests({ id, title }: Provider): Promise<void> {
  const { requests, endsAt } = await countRequest(`test of ${id}`);
  if (requests <= 1) return;
  const seconds = Math.max(1, Math.ceil((endsAt.getTime() - Date.now()) / 1000));
  const headers = { "retry-after": String(seconds) };
  throw new Problem("rate_limited", `${title} was tested a moment ago. Retry in ${seconds} s.`, { headers });
}
