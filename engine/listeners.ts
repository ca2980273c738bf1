import type { Event } from "./event";
import { awaitedKey, type Condition, lookupKey } from "./expression";
import { at } from "./json";

export type Listener = {
  condition?: Condition;
  /** The event of the listening run: `event` in the condition. */
  own: unknown;
  hear: (event: Event) => void;
};

type Bucket = Set<Listener>;
type Lookup = { path: string[]; buckets: Map<string, Bucket> };
type Name = { lookups: Map<string, Lookup>; rest: Bucket };

export type Listeners = {
  /** Returns a function that removes the listener. */
  add: (name: string, listener: Listener) => () => void;
  /** The listeners whose condition matches the event, in no particular order. */
  matching: (event: Event) => Listener[];
  has: (name: string) => boolean;
};

/**
 * The runs that wait for events. Conditions with an equality on the event (`async.data.callId == "…"`) are indexed by
 * value, so that the cost of an event does not grow with the number of waits; others are evaluated.
 */
export function createListeners(): Listeners {
  const names = new Map<string, Name>();

  function bucketFor(name: Name, condition: Condition | undefined, own: unknown): Bucket | undefined {
    const key = condition?.index && awaitedKey(condition.index, own);
    if (key === null) return undefined;
    if (key === undefined || !condition?.index) return name.rest;
    const { path } = condition.index;
    const pathKey = JSON.stringify(path);
    const lookup = name.lookups.get(pathKey) ?? { path, buckets: new Map<string, Bucket>() };
    name.lookups.set(pathKey, lookup);
    const bucket = lookup.buckets.get(key) ?? new Set<Listener>();
    lookup.buckets.set(key, bucket);
    return bucket;
  }

  function prune(eventName: string, name: Name) {
    for (const [pathKey, { buckets }] of name.lookups) if (buckets.size === 0) name.lookups.delete(pathKey);
    if (name.lookups.size === 0 && name.rest.size === 0) names.delete(eventName);
  }

  return {
    add(eventName, listener) {
      const name = names.get(eventName) ?? { lookups: new Map<string, Lookup>(), rest: new Set<Listener>() };
      names.set(eventName, name);
      const { condition, own } = listener;
      const bucket = bucketFor(name, condition, own);
      if (!bucket) {
        prune(eventName, name);
        return () => {};
      }
      bucket.add(listener);
      return () => {
        if (!bucket.delete(listener)) return;
        if (bucket.size > 0) return;
        const index = condition?.index;
        const key = index && awaitedKey(index, own);
        if (index && key) name.lookups.get(JSON.stringify(index.path))?.buckets.delete(key);
        prune(eventName, name);
      };
    },

    matching(event) {
      const name = names.get(event.name);
      if (!name) return [];
      const candidates = [...name.rest];
      for (const { path, buckets } of name.lookups.values()) {
        const key = lookupKey(at(event.value, path));
        if (key !== undefined) candidates.push(...(buckets.get(key) ?? []));
      }
      return candidates.filter(({ condition, own }) => condition?.holds(own, event.value) ?? true);
    },

    has: (name) => names.has(name),
  };
}
