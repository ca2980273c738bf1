export const currency = "USD";
/** Costs are kept in millionths. */
export const money = (micros: number) => micros / 1_000_000;
