/** What a check measures, and how good it is. */

export const metricNames = [
  ...(["decodes", "size", "length", "black", "frozen", "blurred", "flicker", "noise", "washed_out", "dark"] as const),
  ...(["silent", "clipping", "first_frame"] as const),
];

export type Metric = {
  name: (typeof metricNames)[number];
  /** In the unit that `says` names; null where nothing was measured. */
  value: number | null;
  verdict: "ok" | "warning" | "failed";
  /** An English sentence for people. */
  says: string;
};
