/** The wall clock may jump: a long timer checks it at least this often. */
const LONGEST_MS = 60_000;

export type Cancel = () => void;

/** Calls back at a time of the wall clock (epoch ms), however far away; past times call back in the next turn. */
export function atMoment(moment: number, callback: () => void): Cancel {
  let timer: NodeJS.Timeout;
  const arm = () => {
    const left = moment - Date.now();
    timer = setTimeout(left > LONGEST_MS ? arm : callback, Math.min(Math.max(left, 0), LONGEST_MS));
    timer.unref();
  };
  arm();
  return () => clearTimeout(timer);
}

/** Calls back after a delay on the monotonic clock. */
export function after(ms: number, callback: () => void): Cancel {
  if (ms > LONGEST_MS) {
    let cancel: Cancel = after(LONGEST_MS, () => {
      cancel = after(ms - LONGEST_MS, callback);
    });
    return () => cancel();
  }
  const timer = setTimeout(callback, Math.max(ms, 0));
  timer.unref();
  return () => clearTimeout(timer);
}
