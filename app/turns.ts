/**
 * Lets the engine's calls begin a few at a time. When a hundred films are under way it makes hundreds of calls at once, and
 * each costs milliseconds of this one process: begun all together, whoever asks the API in between waits for all of them.
 * A call that takes long waits for a service or a file and costs nothing meanwhile: it gives its turn to the next.
 */
const atOnce = 4;
/** Milliseconds. */
const turn = 100;

const waiting: (() => void)[] = [];
let begun = 0;

/** Does the work when its turn comes, first come first served. */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (begun >= atOnce) await new Promise<void>((begin) => waiting.push(begin));
  else begun++;
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    clearTimeout(timer);
    const next = waiting.shift();
    // After what came in meanwhile: a request to the API is begun before the next call of the engine.
    if (next) setImmediate(next);
    else begun--;
  };
  const timer = setTimeout(end, turn);
  try {
    return await work();
  } finally {
    end();
  }
}
