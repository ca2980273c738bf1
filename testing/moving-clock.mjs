import { readFileSync } from "node:fs";

/**
 * Preloaded into the processes of a house (`NODE_OPTIONS`) whose clock is to be set: from a USR2 on it is as many
 * milliseconds ahead as the file `NEXTSCENE_CLOCK` says. What counts time by itself (timers) goes on as it did.
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
}
globalThis.Date = SetDate;
