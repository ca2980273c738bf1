import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Programs that others start. A production build has all of them in one folder (cli/supervisor/programs.ts). */

/** Whether this code runs from its source. */
const isSource = import.meta.url.endsWith(".ts");

/** The path of a program: of its source in the project, or of its built file. */
export const programFile = (source: string, built: string): string =>
  isSource
    ? join(/* turbopackIgnore: true */ process.cwd(), source)
    : join(/* turbopackIgnore: true */ dirname(fileURLToPath(import.meta.url)), built);

/** The arguments of Node that run a program. */
export const builtProgram = (source: string, built: string, flags: string[] = []): string[] => [
  ...(isSource ? ["--import", "tsx"] : flags),
  programFile(source, built),
];
