import { z } from "zod";
import { seeded } from "../random";
import { faultNamed } from "./";
import type { Fault } from "./fault";
import type { Marker } from "./marker";

export const ruleSchema = z.strictObject({
  /** Default: every service. */
  service: z.string().optional(),
  fault: z.string().refine((name) => faultNamed.has(name), { error: "there is no such fault" }),
  value: z.union([z.string(), z.number()]).optional(),
  /** The share of matching submits, 0 to 1. */
  probability: z.number().min(0).max(1).optional(),
  /** The most submits to act on. */
  count: z.number().int().min(1).optional(),
  /** The number of submits to let pass first. */
  after: z.number().int().min(0).optional(),
});

export const rulesSchema = z.strictObject({ rules: z.array(ruleSchema), seed: z.number().int().optional() });

export type Rule = z.infer<typeof ruleSchema>;

/** A fault that acts on one request. */
export interface Chosen {
  fault: Fault;
  value: string;
  /** A rule counts by its own `count`; unless it has a value, the fault does not count the repeats of one request. */
  everyTime: boolean;
}

export interface FaultBook {
  rules(): Rule[];
  write(rules: Rule[], seed: number): void;
  /** The faults of one submit to `service`: from its markers and from the rules. */
  choose(service: string, markers: Marker[]): Chosen[];
  /** Counts refusals of `key`: true for the first `times`, then false, and the count starts over. */
  again(key: string, times: number): boolean;
}

export function openFaultBook(): FaultBook {
  let rules: { rule: Rule; seen: number; used: number }[] = [];
  let random = seeded(1);
  const refused = new Map<string, number>();

  const acts = (entry: { rule: Rule; seen: number; used: number }): boolean => {
    const { probability = 1, count = Number.POSITIVE_INFINITY, after = 0 } = entry.rule;
    entry.seen++;
    if (entry.seen <= after || entry.used >= count) return false;
    if (probability < 1 && random() >= probability) return false;
    entry.used++;
    return true;
  };

  return {
    rules: () => rules.map(({ rule }) => rule),
    write(given, seed) {
      rules = given.map((rule) => ({ rule, seen: 0, used: 0 }));
      random = seeded(seed);
      refused.clear();
    },
    choose(service, markers) {
      const wished = markers.filter((marker) => marker.service === null || marker.service === service);
      const ruled = rules.filter((entry) => (entry.rule.service ?? service) === service && acts(entry));
      const named = [
        ...wished.map(({ fault, value }) => ({ name: fault, value, everyTime: false })),
        ...ruled.map(({ rule }) => ({
          name: rule.fault,
          value: String(rule.value ?? ""),
          everyTime: rule.value === undefined,
        })),
      ];
      return named.flatMap(({ name, ...chosen }) => {
        const fault = faultNamed.get(name);
        return fault ? [{ fault, ...chosen }] : [];
      });
    },
    again(key, times) {
      const before = refused.get(key) ?? 0;
      if (before < times) refused.set(key, before + 1);
      else refused.delete(key);
      return before < times;
    },
  };
}
