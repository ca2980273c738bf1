import { join } from "node:path";
import { root } from "@/cli/supervisor/spawn";

/** The picture that most tests upload. */
export const sample = join(root, "public/sample.jpg");
