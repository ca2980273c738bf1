/** The registry: one line per workflow. */
export { nextScene } from "./next-scene";
