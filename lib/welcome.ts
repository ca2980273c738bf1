/** What the studio shows on the empty form of a workflow, service or role: a headline, and examples to click. */
export type Welcome = Record<"en" | "zh", { headline: string; examples: Example[] }> & {
  /**
   * The files of the sample, whose film is `public/samples/<model>.mp4`, by media field: paths below `public/`. Empty: it
   * needs no file. Without it there is no sample.
   */
  media?: Record<string, string>;
};

/** A sentence to click and the options that it fills in. The first one makes the sample. */
export type Example = { text: string; options: Record<string, unknown> };

/** Examples that fill in one text. */
export const sentences = (field: string, texts: string[]): Example[] =>
  texts.map((text) => ({ text, options: { [field]: text } }));
