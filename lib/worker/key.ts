import { hkdfSync, timingSafeEqual } from "node:crypto";
import { secret } from "../storage/file-url";

/** What web and work show each other: made of SECRET, which both have, so that there is no second key to set. */
export const workKey = (): string =>
  Buffer.from(hkdfSync("sha256", secret(), "", "nextscene work", 32)).toString("hex");

export function isWorkKey(given: string): boolean {
  const [mine, theirs] = [Buffer.from(workKey()), Buffer.from(given)];
  return mine.length === theirs.length && timingSafeEqual(mine, theirs);
}
