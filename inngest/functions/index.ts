/** The functions besides those of workflows and calls: one line each. */
export { deliver } from "./deliver-webhook";
export { release } from "./release-calls";
