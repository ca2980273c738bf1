import { limitInTheWay, type Wanted } from "@/db/limits";
import type { PlannedEntry } from "@/db/schema";
import { currency, micros, money } from "@/lib/pricing";
import { dearest } from "@/lib/routing/entries";
import type { PricedCall } from "./plan";
import { costOf, type Priced } from "./remaining-quote";

const ableOf = ({ entries = [] }: PricedCall): PlannedEntry[] => entries.filter(({ why }) => why === undefined);
const cost = (calls: readonly PricedCall[]) => calls.reduce((sum, { price }) => sum + micros(price), 0);

/**
 * The same work at a price of at most `limit` millionths, if leaving out dear providers achieves that. `because`: why no
 * more may be spent.
 */
export function withinLimit(priced: Priced, limit: number, because: string): Priced {
  if (priced.estimated <= limit) return priced;
  const calls = callsWithin(priced.calls, limit, because);
  const changed = new Map(calls.map((call) => [call.key, call]));
  return {
    ...priced,
    calls,
    plan: priced.plan.map((planned) => {
      const now = changed.get(planned.key);
      if (!now) return planned;
      const { usual: _, ...rest } = planned;
      const { price, usual, entries } = now;
      return { ...rest, price, ...(usual !== price && { usual }), ...(entries && { entries }) };
    }),
    ...costOf(calls),
  };
}

/** The same within what is left of a key's daily budget. */
export async function withinBudget(priced: Priced, wanted: Omit<Wanted, "estimated"> | undefined): Promise<Priced> {
  if (!wanted || !priced.calls.some(({ entries }) => entries)) return priced;
  const found = await limitInTheWay({ ...wanted, estimated: priced.estimated });
  return found?.limit === "budget" ? withinLeft(priced, found.left) : priced;
}

/** The same within `left` millionths of a key's daily budget. */
export const withinLeft = (priced: Priced, left: number): Priced =>
  withinLimit(priced, left, `only ${money(left)} ${currency} is left of the key's daily budget`);

/**
 * The calls at a price of at most `limit` millionths, if leaving out providers achieves that: the dearest one first, and
 * never the last one that can make a call. Each one that is left out says why.
 */
function callsWithin(calls: readonly PricedCall[], limit: number, because: string): PricedCall[] {
  let now = [...calls];
  while (cost(now) > limit) {
    const spare = now.filter((call) => !call.isKnown && dearest(ableOf(call)) > leastOf(call));
    const [call] = spare.sort((a, b) => dearest(ableOf(b)) - dearest(ableOf(a)));
    if (!call) break;
    now = now.map((one) => (one === call ? withoutDearest(one, because) : one));
  }
  return cost(now) > limit ? [...calls] : now;
}

/** The lowest known price: a provider whose price is not known must not replace one that was too dear. */
const leastOf = (call: PricedCall) => Math.min(...ableOf(call).map(({ price }) => price ?? Number.POSITIVE_INFINITY));

function withoutDearest(call: PricedCall, because: string): PricedCall {
  const most = dearest(ableOf(call));
  const tooDear = `It costs ${money(micros(most))} ${currency}, and ${because}.`;
  const unknown = `Its price is not known, and ${because}.`;
  const entries = call.entries?.map((one) => {
    if (one.why !== undefined || (one.price !== null && one.price !== most)) return one;
    return { ...one, why: one.price === null ? unknown : tooDear };
  });
  const price = dearest(ableOf({ ...call, entries }));
  return { ...call, entries, price: price * call.submits.all, usual: price * call.submits.usual };
}
