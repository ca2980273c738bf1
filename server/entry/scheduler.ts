/**
 * Lets the engine's calls begin a few at a time. When a hundred films are under way it makes hundreds of calls at once, and
 * each costs milliseconds of this one process: begun all together, whoever asks the API in between waits for all of them.
 * While somebody asks, they begin one at a time. Whatever takes long waits for a service or a file and costs nothing
 * meanwhile: it gives its turn to the next.
 */
const atOnce = 4;
/** Milliseconds. */
const turn = 100;

const waiting: (() => void)[] = [];
let begun = 0;
let asked = 0;

/** Does the work of a call when its turn comes, first come first served. */
export async function runWhenFree<T>(work: () => Promise<T>): Promise<T> {
  if (begun >= most()) await new Promise<void>((begin) => waiting.push(begin));
  else begun++;
  return untilDone(work, () => {
    begun--;
    goOn();
  });
}

/** Does the work of a request to the API at once. */
export async function runFirst<T>(work: () => Promise<T>): Promise<T> {
  asked++;
  return untilDone(work, () => {
    asked--;
    goOn();
  });
}

const most = () => (asked > 0 ? 1 : atOnce);

function goOn(): void {
  while (begun < most()) {
    const next = waiting.shift();
    if (!next) return;
    begun++;
    // After what came in meanwhile.
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
