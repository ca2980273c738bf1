import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { withBase } from "@/server/http/base-path";

/** Addresses of the sample results by model: a model has one when `public/samples/<model>.webp` is there. */
export async function samples(): Promise<Record<string, string>> {
  const names = await readdir(join(process.cwd(), "public/samples")).catch(() => []);
  const pictures = names.filter((name) => name.endsWith(".webp"));
  return Object.fromEntries(pictures.map((name) => [name.slice(0, -".webp".length), withBase(`/samples/${name}`)]));
}
