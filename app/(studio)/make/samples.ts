import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { allWorkflows } from "@/inngest/registry";
import type { MediaType } from "@/lib/schemas/job";
import type { Example } from "@/lib/welcome";
import { withBase } from "@/server/http/base-path";
import type { Language } from "../_i18n/languages";

/** What the form shows of a model before anything is filled in. All URLs are those of the studio. */
export type Sample = {
  headline?: string;
  examples: Example[];
  /** The files of the sample job by media field; null when one of them is missing. */
  media: Record<string, string> | null;
  /** What else is there to try a model with, by media type. */
  files: Partial<Record<MediaType, string>>;
  /** A small result, and a film of it. */
  picture?: string;
  film?: string;
};
export type Samples = Record<string, Sample>;

/** The samples by model: the words are part of the workflow, the results are `public/samples/<model>.webp` and `.mp4`. */
export async function samples(language: Language): Promise<Samples> {
  const here = await namesIn("public");
  const results = await namesIn("public/samples");
  const result = (name: string) => (results.has(name) ? withBase(`/samples/${name}`) : undefined);
  const file = (name: string) => (here.has(name) ? withBase(`/${name}`) : undefined);
  const files = { image: file("sample.jpg"), video: file("sample-talking.mp4") };
  return Object.fromEntries(
    allWorkflows.map(({ model, welcome }) => {
      const { headline, examples = [] } = welcome?.[language] ?? {};
      const media = Object.entries(welcome?.media ?? {});
      const hasAll = welcome?.media !== undefined && media.every(([, name]) => here.has(name));
      const sample: Sample = {
        ...{ headline, examples, files },
        media: hasAll ? Object.fromEntries(media.map(([field, name]) => [field, withBase(`/${name}`)])) : null,
        picture: result(`${model}.webp`),
        film: result(`${model}.mp4`),
      };
      return [model, sample] as const;
    }),
  );
}

const namesIn = async (folder: string) => new Set(await readdir(join(process.cwd(), folder)).catch(() => []));
