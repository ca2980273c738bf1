export { inputArguments, mostFramePixels, quietly } from "./guard";
export { inspect, type MediaInfo } from "./inspect";
export { isOurs, MediaError, type MediaErrorCode } from "./media-error";
export { mostImagePixels, openImage } from "./picture-orders";
export type { ProbeLimits } from "./probe";
export { type RunLimits, runTool } from "./run";
export { type MediaType, type Sniffed, sniff } from "./sniff";
export { type ThumbnailOptions, thumbnail } from "./thumbnail";
export { resolveTools, type Tools } from "./tools";
