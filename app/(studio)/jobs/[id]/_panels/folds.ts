/** Which parts of a job's page a person has opened or folded away: kept in a cookie, so that the first HTML is right. */
export const foldsCookie = "nextscene_folds";
const parts = ["steps", "timeline", "log"] as const;
export type FoldName = (typeof parts)[number];
export type Folds = Partial<Record<FoldName, boolean>>;

export function readFolds(cookie: string | undefined): Folds {
  const words = (cookie ?? "").split(".");
  const found = parts.flatMap((name) =>
    words.includes(`${name}-open`) ? [[name, true]] : words.includes(`${name}-folded`) ? [[name, false]] : [],
  );
  return Object.fromEntries(found);
}

export const writtenFolds = (folds: Folds): string =>
  parts.flatMap((name) => (folds[name] === undefined ? [] : [`${name}-${folds[name] ? "open" : "folded"}`])).join(".");
