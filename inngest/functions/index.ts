/** The platform's own functions: one line each. */
export { deliver } from "./deliver-webhook";
export { release } from "./release-calls";
