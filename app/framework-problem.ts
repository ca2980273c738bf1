import { randomUUID } from "node:crypto";
import { type IncomingMessage, ServerResponse } from "node:http";
import { Problem } from "@/lib/errors";
import * as paths from "./openapi/paths";
import { problemAnswer } from "./problem";

/**
 * What Next answers by itself below the API's addresses (a method that a route does not have, an address that cannot be
 * decoded) is a problem like any other: its short plain answers are turned into one where they leave the process.
 */
const patched = ServerResponse.prototype as ServerResponse & { tellsProblems?: true };

export function tellProblems(): void {
  if (patched.tellsProblems) return;
  patched.tellsProblems = true;
  const { end } = ServerResponse.prototype;
  patched.end = function (this: ServerResponse<IncomingMessage>, ...given: Parameters<typeof end>) {
    const path = this.req.url?.split("?")[0] ?? "";
    const isOurs = String(this.getHeader("content-type")).startsWith("application/problem+json");
    if (this.headersSent || this.statusCode < 400 || isOurs || !/^\/(v1|cancel)(\/|$)/.test(path)) {
      return end.apply(this, given);
    }
    const { headers, body } = problemAnswer(problemOf(this.statusCode, path), {
      requestId: randomUUID(),
      instance: path,
    });
    for (const name of ["transfer-encoding", "content-length", "content-encoding"]) this.removeHeader(name);
    for (const [name, value] of Object.entries(headers)) this.setHeader(name, value);
    return end.call(this, this.req.method === "HEAD" ? "" : body, "utf8");
  } as typeof end;
}

function problemOf(status: number, path: string): unknown {
  if (status === 405) {
    const allow = methodsOf(path);
    return new Problem("method_not_allowed", `${path} takes ${allow}.`, { headers: { allow } });
  }
  if (status === 404) return new Problem("not_found", `There is no ${path.slice(0, 200)}.`);
  if (status < 500) return new Problem("invalid_request", "The address of this request cannot be read.");
  return new Error(`Next answered ${status} by itself.`);
}

/** The methods of an address, as the description of the API has them. */
function methodsOf(path: string): string {
  const described = Object.entries(Object.assign({}, ...Object.values(paths)) as Record<string, object>);
  const methods = described.find(([template]) => isLike(template, path))?.[1] ?? {};
  const names = Object.keys(methods).map((name) => name.toUpperCase());
  return [...names, ...(names.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
}

const isLike = (template: string, path: string) =>
  new RegExp(`^${template.replace(/[.]/g, "\\.").replace(/\{\w+\}/g, "[^/]+")}$`).test(path);
