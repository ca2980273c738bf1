import { type ASTNode, Environment, serialize } from "@marcbachmann/cel-js";
import { at } from "./json";
import { beyondLogic, compileLogic } from "./logic";

/** Members are looked up by own key only, so `__proto__` and friends in a payload are plain keys. */
const environment = new Environment({ limits: { maxDepth: 50, maxAstNodes: 1_000 } })
  .registerVariable("event", "dyn")
  .registerVariable("async", "dyn");

// Numbers in JSON are doubles, and literals such as `10` are ints: CEL itself would not add or multiply the two.
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

/** `async.<path> == …` as a look-up: the waiting side's value is a literal, or read from its own event once. */
export type IndexKey = { path: string[]; equals: { literal: Scalar } | { event: string[] } };

export type Condition = {
  source: string;
  index?: IndexKey;
  /** Only `true` is true. */
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
    if (literal === null) return undefined; // equals what is missing, which no look-up finds
    if (literal !== undefined) return { path, equals: { literal } };
    const event = pathFrom("event", b);
    if (event?.length) return { path, equals: { event } };
  }
  return undefined;
}

/** Every conjunct must hold, so the first equality among them may stand as the key. */
function firstEquality(node: ASTNode): IndexKey | undefined {
  if (node.op !== "&&") return equality(node);
  const [left, right] = node.args;
  return firstEquality(left) ?? firstEquality(right);
}

/** Reads a part of an expression: undefined where a field is missing or CEL cannot say. */
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

/** A condition of a wait or of cancelOn. Inngest's server lets only logic match events that are waited for. */
export function compileMatch(source: string): Condition {
  const other = beyondLogic(parse(source).ast);
  if (other === undefined) return compileCondition(source);
  const reason = `uses "${other}": a wait and cancelOn take comparisons and logic only`;
  throw new ExpressionError(`the expression ${JSON.stringify(source)} ${reason}`);
}

export type Value = (event: unknown) => string | number | boolean | undefined;

/** An expression over `event` for its value: a concurrency key, a priority. Undefined where a field is missing. */
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

/** A scalar as a map key that keeps types apart; undefined for what cannot be looked up (objects, lists, nothing). */
export function lookupKey(value: unknown): string | undefined {
  const scalar = scalarOf(value);
  return scalar === undefined ? undefined : `${typeof scalar}:${String(scalar)}`;
}

/** The key that the waiting side waits for: undefined if only evaluating can tell, null if it can never match. */
export function awaitedKey(index: IndexKey, event: unknown): string | undefined | null {
  if ("literal" in index.equals) return lookupKey(index.equals.literal);
  const value = at(event, index.equals.event);
  if (value === null) return undefined;
  return value === undefined ? null : lookupKey(value);
}
