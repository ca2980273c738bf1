import { keysToWatch, noteBudget } from "@/db/budget-notices";
import { limitsOf } from "@/db/keys";
import { usedToday } from "@/db/limits";
import { micros } from "@/lib/pricing";
import { targetsOf } from "./check-notify";
import { deliverSoon } from "./deliver-webhook";

/** Percent of the daily budget at which a key's recipients are notified. */
const shares = [100, 80];

/** Notifies of budgets that are mostly or wholly used. A round, because charges and reservations arise in many places. */
export async function notifyBudgets(): Promise<void> {
  for (const spending of await keysToWatch()) {
    const { dailyBudget } = limitsOf(spending.key);
    const notify = targetsOf(null, spending.key.notify);
    if (!dailyBudget || notify.length === 0) continue;
    const budget = micros(dailyBudget);
    const used = await usedToday(spending.key.id);
    const percent = shares.find((share) => used * 100 >= share * budget) ?? 0;
    if (percent <= spending.notified) continue;
    (await noteBudget(spending, notify, { percent, used, budget })).forEach(deliverSoon);
  }
}
