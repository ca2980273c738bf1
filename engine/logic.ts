import type { ASTNode } from "@marcbachmann/cel-js";

/** The variables of a condition: the run's own event, and the incoming one. */
export type Scope = { event: unknown; async: unknown };

type Holds = (scope: Scope) => boolean;
type Read = (scope: Scope) => unknown;

/**
 * Comparisons with a missing field. CEL reports an error; Inngest's server treats a missing field as less than
 * everything, and equal only to null.
 */
const WITHOUT: Record<string, (missing: { left: boolean; right: boolean; isNull: boolean }) => boolean> = {
  "==": ({ isNull }) => isNull,
  "!=": ({ isNull }) => !isNull,
  "<": ({ left }) => left,
  "<=": ({ left }) => left,
  ">": ({ left }) => !left,
  ">=": ({ left }) => !left,
};

/** Compiles a condition from its syntax tree. `read` returns a part's value, undefined when it is missing. */
export function compileLogic(node: ASTNode, read: (node: ASTNode) => Read): Holds {
  if (node.op === "&&" || node.op === "||") {
    const [left, right] = node.args.map((part) => compileLogic(part, read)) as [Holds, Holds];
    return node.op === "&&" ? (scope) => left(scope) && right(scope) : (scope) => left(scope) || right(scope);
  }
  if (node.op === "!_" && (node.args.op in WITHOUT || ["&&", "||", "!_"].includes(node.args.op))) {
    const holds = compileLogic(node.args, read);
    return (scope) => !holds(scope);
  }
  const whole = read(node);
  const without = WITHOUT[node.op];
  if (!without) return (scope) => whole(scope) === true;
  const [left, right] = (node.args as [ASTNode, ASTNode]).map(read) as [Read, Read];
  return (scope) => {
    const [a, b] = [left(scope), right(scope)];
    if (a !== undefined && b !== undefined) return whole(scope) === true;
    return without({ left: a === undefined, right: b === undefined, isNull: a === null || b === null });
  };
}

const CONVERSIONS = new Set(["int", "uint", "double"]);
const ARITHMETIC = new Set(["+", "-", "*", "/", "%", "-_"]);

/** The first part of a condition that is not logic: a function, a macro, or arithmetic. */
export function beyondLogic(node: ASTNode): string | undefined {
  if (ARITHMETIC.has(node.op)) return node.op.charAt(0);
  if (node.op === "rcall" || (node.op === "call" && !CONVERSIONS.has(node.args[0]))) return node.args[0];
  for (const part of partsOf(node.args)) {
    const found = beyondLogic(part);
    if (found) return found;
  }
  return undefined;
}

function partsOf(args: unknown): ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(partsOf);
  return typeof args === "object" && args !== null && "op" in args ? [args as ASTNode] : [];
}
