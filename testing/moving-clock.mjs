import { readFileSync } from "node:fs";

/**
 * Preloaded into an app's processes (`NODE_OPTIONS`) to move their clock: after a USR2 it is ahead by the milliseconds
 * in the file `NEXTSCENE_CLOCK`. Timers are not affected.
 */
let ahead = 0;
process.on("SIGUSR2", () => {
  ahead = Number(readFileSync(process.env.NEXTSCENE_CLOCK ?? "", "utf8"));
});

const RealDate = Date;
class SetDate extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [RealDate.now() + ahead] : given));
  }
  static now() {
    return RealDate.now() + ahead;
  }
  // Next wraps the class with its own properties only, without those that it inherits.
  static parse = RealDate.parse;
  static UTC = RealDate.UTC;
}
globalThis.Date = SetDate;
