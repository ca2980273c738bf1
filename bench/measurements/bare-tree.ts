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
 * A copy of this tree with two more services and one more workflow (`units/`), each added in the usual way, as a file
 * and a line. So the measured app is the product with a longer registry. The copy is kept and rebuilt only after
 * changes.
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

  // The files that the copy shares are in the folder above it.
  cpSync(join(root, "next.config.js"), join(tree, "next.config.product.js"));
  writeFileSync(
    join(tree, "next.config.js"),
    `import product from "./next.config.product.js";\nexport default { ...product, turbopack: { root: ${JSON.stringify(root)} } };\n`,
  );
  addUnit(tree, "lib/services/index.ts", "bare-services", "bareMaker, bareWriter");
  addUnit(tree, "inngest/workflows/index.ts", "bare-film", "bareFilm");
  return tree;
}

/** Adds the unit's digest, since the build checks the registry's folders for changes and not `bench/`. */
function addUnit(tree: string, index: string, unit: string, names: string): void {
  const digest = createHash("sha256")
    .update(readFileSync(join(tree, `bench/measurements/units/${unit}.ts`)))
    .digest("hex");
  appendFileSync(join(tree, index), `export { ${names} } from "@/bench/measurements/units/${unit}"; // ${digest}\n`);
}
