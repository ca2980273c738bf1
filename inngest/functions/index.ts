/** The platform's own functions: one line each. */
export { deliver } from "./deliver";
export { release } from "./release";
