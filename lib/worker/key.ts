import { hkdfSync } from "node:crypto";
import { equalInConstantTime } from "../crypto/constant-time";
import { secret } from "../storage/file-url";

/** The key between web and work, derived from SECRET, which both have: so it needs no setting. */
export const workKey = (): string =>
  Buffer.from(hkdfSync("sha256", secret(), "", "nextscene work", 32)).toString("hex");

export const isWorkKey = (given: string): boolean => equalInConstantTime(given, workKey());
