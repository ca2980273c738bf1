import type { Call } from "./run";

type Waiting = { call: Call; order: number };
type Slot = { used: number; waiting: Waiting[] };

export type Queue = {
  /** Starts the call as soon as all its slots are free. */
  add: (call: Call) => void;
  /** Frees the slots of a finished request for waiting calls. */
  release: (call: Call) => void;
};

const before = (a: Waiting, b: Waiting): boolean =>
  a.call.run.rank < b.call.run.rank || (a.call.run.rank === b.call.run.rank && a.order < b.order);

function push(heap: Waiting[], item: Waiting) {
  let i = heap.length;
  for (;;) {
    const parent = heap[(i - 1) >> 1];
    if (i === 0 || !parent || !before(item, parent)) break;
    heap[i] = parent;
    i = (i - 1) >> 1;
  }
  heap[i] = item;
}

function pop(heap: Waiting[]): Waiting | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (!last || heap.length === 0) return top;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    let next = heap[child];
    const right = heap[child + 1];
    if (next && right && before(right, next)) {
      child++;
      next = right;
    }
    if (!next || !before(next, last)) break;
    heap[i] = next;
    i = child;
  }
  heap[i] = last;
  return top;
}

/**
 * Concurrency as in Inngest: a running request holds a slot, a waiting run does not. A call waits in the heap of the
 * first full slot, by priority and age, so that finding the next call costs log n.
 */
export function createQueue({ limit, start }: { limit: number; start: (call: Call) => void }): Queue {
  const slots = new Map<string, Slot>();
  const everyone = { key: "", limit };
  const needs = (call: Call) => [...call.run.slots, everyone];
  let order = 0;

  const slotOf = (key: string): Slot => {
    const slot = slots.get(key) ?? { used: 0, waiting: [] };
    slots.set(key, slot);
    return slot;
  };

  function enter(item: Waiting) {
    const { call } = item;
    const full = needs(call).find((need) => slotOf(need.key).used >= need.limit);
    if (full) return push(slotOf(full.key).waiting, item);
    for (const { key } of needs(call)) slotOf(key).used++;
    start(call);
  }

  function wake(key: string) {
    const slot = slotOf(key);
    for (let top = slot.waiting[0]; top; top = slot.waiting[0]) {
      const { run } = top.call;
      const need = needs(top.call).find((each) => each.key === key);
      if (!run.ended && need && slot.used >= need.limit) return;
      pop(slot.waiting);
      if (!run.ended) enter(top);
    }
    if (slot.used === 0) slots.delete(key);
  }

  return {
    add: (call) => enter({ call, order: order++ }),
    release(call) {
      const keys = needs(call).map(({ key }) => key);
      for (const key of keys) slotOf(key).used--;
      for (const key of keys) wake(key);
    },
  };
}
