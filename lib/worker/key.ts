import { hkdfSync } from "node:crypto";
import { equalInConstantTime } from "../crypto/constant-time";
import { secret } from "../storage/file-url";

/** What web and work show each other: made of SECRET, which both have, so that there is no second key to set. */
export const workKey = (): string =>
  Buffer.from(hkdfSync("sha256", secret(), "", "nextscene work", 32)).toString("hex");

export const isWorkKey = (given: string): boolean => equalInConstantTime(given, workKey());
