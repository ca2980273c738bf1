/**
 * Runs only a few of the engine's calls at once, and one at a time while API requests run. With a hundred films the
 * engine makes hundreds of calls together; each costs milliseconds of this process, and an API request would wait for
 * all of them. A call that waits for a service or a file lets the next one begin.
 */
const atOnce = 4;
/** Milliseconds. */
const turn = 100;

const waiting: (() => void)[] = [];
let begun = 0;
let asked = 0;

/** Runs the work of a call when a place is free, first come first served. */
export async function runWhenFree<T>(work: () => Promise<T>): Promise<T> {
  if (begun >= most()) await new Promise<void>((begin) => waiting.push(begin));
  else begun++;
  return untilDone(work, () => {
    begun--;
    startNext();
  });
}

/** Runs the work of an API request immediately. */
export async function runFirst<T>(work: () => Promise<T>): Promise<T> {
  asked++;
  return untilDone(work, () => {
    asked--;
    startNext();
  });
}

const most = () => (asked > 0 ? 1 : atOnce);

function startNext(): void {
  while (begun < most()) {
    const next = waiting.shift();
    if (!next) return;
    begun++;
    // After the requests that arrived meanwhile.
    setImmediate(next);
  }
}

async function untilDone<T>(work: () => Promise<T>, done: () => void): Promise<T> {
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    clearTimeout(timer);
    done();
  };
  const timer = setTimeout(end, turn);
  try {
    return await work();
  } finally {
    end();
  }
}
