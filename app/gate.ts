import { randomUUID } from "node:crypto";
import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import { Problem } from "@/lib/errors";
import * as paths from "./openapi/paths";
import { problemAnswer } from "./problem";

/**
 * What never gets to a route: a method that an address of the API does not have, and an address that cannot be decoded.
 * Next answers these by itself, without a word; so they are looked at before Next, by the API's own description.
 */
const patched = Server.prototype as Server & { hasGate?: true };

export function openGate(): void {
  if (patched.hasGate) return;
  patched.hasGate = true;
  const emit: (this: Server, event: string, ...given: unknown[]) => boolean = Server.prototype.emit;
  patched.emit = function (this: Server, event: string, ...given: unknown[]): boolean {
    const [request, response] = given as [IncomingMessage, ServerResponse];
    const problem = event === "request" && problemOf(request);
    if (!problem) return emit.call(this, event, ...given);
    const about = { requestId: randomUUID(), instance: pathOf(request) };
    const { status, headers, body } = problemAnswer(problem, about);
    request.resume();
    const length = { "content-length": Buffer.byteLength(body), "x-content-type-options": "nosniff" };
    response.writeHead(status, { ...headers, ...length }).end(request.method === "HEAD" ? undefined : body);
    return true;
  };
}

const pathOf = ({ url = "" }: IncomingMessage) => url.split("?")[0] ?? "";

const described = Object.entries(Object.assign({}, ...Object.values(paths)) as Record<string, object>).map(
  ([template, methods]) => {
    const names = Object.keys(methods).map((name) => name.toUpperCase());
    const pattern = template.replace(/\./g, "\\.").replace(/\{\w+\}/g, "[^/]+");
    return {
      pattern: new RegExp(`^${pattern}$`),
      allowed: [...names, ...(names.includes("GET") ? ["HEAD"] : []), "OPTIONS"],
      isFixed: !template.includes("{"),
    };
  },
);

function problemOf(request: IncomingMessage): Problem | null {
  const path = pathOf(request);
  if (!/^\/(v1|cancel)(\/|$)/.test(path)) return null;
  try {
    decodeURIComponent(path);
  } catch {
    return new Problem("invalid_request", "The address is not properly percent-encoded.");
  }
  const fitting = described.filter(({ pattern }) => pattern.test(path));
  const found = fitting.find(({ isFixed }) => isFixed) ?? fitting[0];
  if (!found || found.allowed.includes(request.method ?? "")) return null;
  const allow = found.allowed.join(", ");
  return new Problem("method_not_allowed", `This address takes ${allow}.`, { headers: { allow } });
}
