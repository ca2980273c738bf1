import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { withBase } from "@/server/http/base-path";

/** URLs of sample results by model, for models with a file `public/samples/<model>.webp`. */
export async function samples(): Promise<Record<string, string>> {
  const names = await readdir(join(process.cwd(), "public/samples")).catch(() => []);
  const pictures = names.filter((name) => name.endsWith(".webp"));
  return Object.fromEntries(pictures.map((name) => [name.slice(0, -".webp".length), withBase(`/samples/${name}`)]));
}
