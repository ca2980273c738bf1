import { register } from "node:module";

/** For generators of clients: they use the JavaScript API of TypeScript 5, which oazapfts has and TypeScript 7 has not. */
const hook = `export const resolve = (name, context, next) =>
  next(name, name === "typescript" ? { ...context, parentURL: ${JSON.stringify(import.meta.resolve("oazapfts"))} } : context)`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
