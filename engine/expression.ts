import { type ASTNode, Environment, serialize } from "@marcbachmann/cel-js";
import { at } from "./json";
import { beyondLogic, compileLogic } from "./logic";

/** Looks members up by own key only, so that `__proto__` in a payload is a plain key. */
const environment = new Environment({ limits: { maxDepth: 50, maxAstNodes: 1_000 } })
  .registerVariable("event", "dyn")
  .registerVariable("async", "dyn");

// JSON numbers are doubles but literals such as `10` are ints: CEL does not define arithmetic between the two.
for (const [sign, apply] of [
  ["+", (a: number, b: number) => a + b],
  ["-", (a: number, b: number) => a - b],
  ["*", (a: number, b: number) => a * b],
  ["/", (a: number, b: number) => a / b],
] as const) {
  environment.registerOperator(`double ${sign} int`, (a: number, b: bigint) => apply(a, Number(b)));
  environment.registerOperator(`int ${sign} double`, (a: bigint, b: number) => apply(Number(a), b));
}

type Scalar = string | number | boolean | null;

/** `async.<path> == …` as an index: the waiting side's value is a literal, or comes from its own event. */
export type IndexKey = { path: string[]; equals: { literal: Scalar } | { event: string[] } };

export type Condition = {
  source: string;
  index?: IndexKey;
  /** Any value other than `true` counts as false. */
  holds: (event: unknown, async?: unknown) => boolean;
};

export class ExpressionError extends Error {}

function parse(source: string) {
  try {
    return environment.parse(source);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new ExpressionError(`the expression ${JSON.stringify(source)} does not parse: ${reason}`);
  }
}

/** The path of `root.a.b` or `root["a"].b`. */
function pathFrom(root: "event" | "async", node: ASTNode): string[] | undefined {
  if (node.op === "id") return node.args === root ? [] : undefined;
  if (node.op === ".") {
    const [of, key] = node.args;
    return pathFrom(root, of)?.concat(key);
  }
  if (node.op === "[]") {
    const [of, key] = node.args;
    return key.op === "value" && typeof key.args === "string" ? pathFrom(root, of)?.concat(key.args) : undefined;
  }
  return undefined;
}

function scalarOf(value: unknown): Scalar | undefined {
  if (typeof value === "bigint") return Number(value);
  const plain = value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "number";
  return plain ? value : undefined;
}

function equality(node: ASTNode): IndexKey | undefined {
  if (node.op !== "==") return undefined;
  const [left, right] = node.args;
  for (const [a, b] of [
    [left, right],
    [right, left],
  ] as const) {
    const path = pathFrom("async", a);
    if (!path?.length) continue;
    const literal = b.op === "value" ? scalarOf(b.args) : undefined;
    if (literal === null) return undefined; // equals a missing field, which the index cannot find
    if (literal !== undefined) return { path, equals: { literal } };
    const event = pathFrom("event", b);
    if (event?.length) return { path, equals: { event } };
  }
  return undefined;
}

/** All conjuncts must hold, so the first equality can serve as the index. */
function firstEquality(node: ASTNode): IndexKey | undefined {
  if (node.op !== "&&") return equality(node);
  const [left, right] = node.args;
  return firstEquality(left) ?? firstEquality(right);
}

/** Reads a part of an expression; undefined when a field is missing or CEL reports an error. */
function reader(node: ASTNode) {
  for (const root of ["event", "async"] as const) {
    const path = pathFrom(root, node);
    if (path) return (scope: Record<typeof root, unknown>) => at(scope[root], path);
  }
  if (node.op === "value") return () => node.args;
  let evaluate: ReturnType<typeof parse> | undefined;
  return (scope: { event: unknown; async: unknown }): unknown => {
    try {
      evaluate ??= parse(serialize(node));
      return evaluate(scope);
    } catch {
      return undefined;
    }
  };
}

export function compileCondition(source: string): Condition {
  const { ast } = parse(source);
  const index = firstEquality(ast);
  const holds = compileLogic(ast, reader);
  return { source, ...(index ? { index } : {}), holds: (event, async) => holds({ event, async }) };
}

/** A condition of a wait or of cancelOn. Like Inngest's server, allows only logic in it. */
export function compileMatch(source: string): Condition {
  const other = beyondLogic(parse(source).ast);
  if (other === undefined) return compileCondition(source);
  const reason = `uses "${other}": a wait and cancelOn take comparisons and logic only`;
  throw new ExpressionError(`the expression ${JSON.stringify(source)} ${reason}`);
}

export type Value = (event: unknown) => string | number | boolean | undefined;

/** The value of an expression over `event`: a concurrency key or a priority. Undefined when a field is missing. */
export function compileValue(source: string): Value {
  const evaluate = parse(source);
  return (event) => {
    try {
      return scalarOf(evaluate({ event, async: null })) ?? undefined;
    } catch {
      return undefined;
    }
  };
}

/** A scalar as a map key that includes its type; undefined for objects, lists and missing values. */
export function lookupKey(value: unknown): string | undefined {
  const scalar = scalarOf(value);
  return scalar === undefined ? undefined : `${typeof scalar}:${String(scalar)}`;
}

/** The index key of a waiting run; undefined if the condition must be evaluated, null if it can never match. */
export function awaitedKey(index: IndexKey, event: unknown): string | undefined | null {
  if ("literal" in index.equals) return lookupKey(index.equals.literal);
  const value = at(event, index.equals.event);
  if (value === null) return undefined;
  return value === undefined ? null : lookupKey(value);
}
