import { join } from "node:path";
import { buildPackage } from "../package/build-package";
import { root } from "../supervisor/spawn";
import { endWith } from "../supervisor/startup-error";

/** `npm run pack`: builds the npm package of the client and prints where it is. */
try {
  process.stdout.write(`${await buildPackage(join(root, ".next-package"))}\n`);
} catch (error) {
  endWith(error);
}
