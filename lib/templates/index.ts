/** The registry: one line per template. */

export { showcaseElectronics } from "./showcase-electronics";
export { showcaseFashion } from "./showcase-fashion";
export { showcaseFood } from "./showcase-food";
export { showcaseSkincare } from "./showcase-skincare";
export { talkingHead } from "./talking-head";
