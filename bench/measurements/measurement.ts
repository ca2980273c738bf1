/** The result of a measurement. The median should not exceed `aim` or, with `atLeast`, not fall below it. */
export type Measurement = {
  what: string;
  unit: string;
  digits: number;
  aim: number;
  atLeast?: boolean;
  values: number[];
  /** A figure to compare it with. */
  beside?: string;
};

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new Error("No values to take the median of.");
  return (low + high) / 2;
}

/** The measurements as a Markdown table. */
export function table(measurements: Measurement[]): string {
  const rows = measurements.map(({ what, unit, digits, aim, atLeast, values, beside }) => {
    const show = (value: number) => value.toFixed(digits);
    const spread = `${show(Math.min(...values))} to ${show(Math.max(...values))}`;
    const runs = values.length === 1 ? "1 run" : `${values.length} runs`;
    return `| ${what} | ${show(median(values))} ${unit} | ${atLeast ? "at least" : "under"} ${aim} ${unit} | ${spread}, ${runs}${beside ? `; ${beside}` : ""} |`;
  });
  return ["| Measured | Median | Aim | Spread |", "|---|---|---|---|", ...rows].join("\n");
}
