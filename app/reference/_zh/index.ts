export * from "./batches";
export * from "./catalogue";
export * from "./films";
export * from "./jobs";
export * from "./keys";
export * from "./media";
export * from "./messages";
export * from "./steps";
