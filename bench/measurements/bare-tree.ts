import { createHash } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { root } from "@/cli/supervisor/spawn";

const folders = ["app", "server", "inngest", "lib", "db", "engine", "sandbox", "testing", "cli", "bench", "public"];
const files = ["package.json", "package-lock.json", "tsconfig.json", "postcss.config.mjs", "instrumentation.ts"];

/**
 * A copy of this tree that knows two more services and one more workflow (`units/`), each added as everybody adds one: a
 * file and a line. What is measured there is the product as it is; only its registry is longer. The copy stays, so that it
 * is built anew only when something changed.
 */
export function makeBareTree(): string {
  const tree = join(root, ".next-bench");
  mkdirSync(tree, { recursive: true });
  for (const folder of folders) {
    rmSync(join(tree, folder), { recursive: true, force: true });
    cpSync(join(root, folder), join(tree, folder), { recursive: true });
  }
  for (const file of files) cpSync(join(root, file), join(tree, file));
  if (!existsSync(join(tree, "node_modules"))) symlinkSync("../node_modules", join(tree, "node_modules"));

  // What the copy borrows lies above it.
  cpSync(join(root, "next.config.js"), join(tree, "next.config.product.js"));
  writeFileSync(
    join(tree, "next.config.js"),
    `import product from "./next.config.product.js";\nexport default { ...product, turbopack: { root: ${JSON.stringify(root)} } };\n`,
  );
  addUnit(tree, "lib/services/index.ts", "bare-services", "bareMaker, bareWriter");
  addUnit(tree, "inngest/workflows/index.ts", "bare-film", "bareFilm");
  return tree;
}

/** The unit's digest stands beside it, since the build looks for changes in the registry's folders and not in `bench/`. */
function addUnit(tree: string, index: string, unit: string, names: string): void {
  const digest = createHash("sha256")
    .update(readFileSync(join(tree, `bench/measurements/units/${unit}.ts`)))
    .digest("hex");
  appendFileSync(join(tree, index), `export { ${names} } from "@/bench/measurements/units/${unit}"; // ${digest}\n`);
}
