import { listNamesIn, roleList, roleSetting } from "../env";
import { type Purpose, purposesOf } from "../roles/purposes";
import type { priorities } from "../schemas/job";

/** The settings with the lists of a role: `IMAGE_TO_VIDEO`, and those for a purpose or a job's priority. */

type Source = Record<string, string | undefined>;
export type For = { priority?: (typeof priorities)[number]; purpose?: Purpose };

const ofPriority: Partial<Record<NonNullable<For["priority"]>, string[]>> = {
  high: ["high"],
  urgent: ["urgent", "high"],
};

/**
 * The list of a role for a purpose, else for a priority, as `options.provider` would name it; undefined where the role's
 * own list applies.
 */
export function specialList(role: string, { priority, purpose }: For, source?: Source): string | undefined {
  const names = [...(purpose ? [purpose] : []), ...((priority && ofPriority[priority]) ?? [])];
  for (const name of names) {
    const list = roleList(role, source, name);
    if (list) return list.join(", ");
  }
  return undefined;
}

/** The names that the lists of a role may have after its own. */
const listNames = (role: string): string[] => ["high", "urgent", ...purposesOf(role)];

/** Every list that is set for a role, by its setting. */
export function listsOf(role: string, source?: Source): { setting: string; list: string[] }[] {
  return [undefined, ...listNames(role)].flatMap((name) => {
    const list = roleList(role, source, name);
    return list ? [{ setting: roleSetting(role, name), list }] : [];
  });
}

/**
 * What is wrong with settings that look like a list of a role and are none: all their entries begin with a provider, so
 * that they are not those of another program.
 */
export function unknownLists(role: string, providers: readonly string[], source?: Source): string[] {
  const known = new Set([undefined, ...listNames(role)].map((name) => roleSetting(role, name)));
  return listNamesIn(role, source)
    .filter(({ setting, list }) => !known.has(setting) && list.every((entry) => isEntry(entry, providers)))
    .map(({ setting }) => `${setting} is no setting. There are: ${[...known].join(", ")}.`);
}

const isEntry = (entry: string, providers: readonly string[]) => providers.includes(entry.split(":")[0] ?? "");
