/** The registry: one line per template. */

export { talkingHead } from "./talking-head";
