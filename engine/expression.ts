import { type ASTNode, Environment } from "@marcbachmann/cel-js";
import { at } from "./json";

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
  /** A missing field makes it false, as at Inngest; only `true` is true. */
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

export function compileCondition(source: string): Condition {
  const evaluate = parse(source);
  const index = firstEquality(evaluate.ast);
  return {
    source,
    ...(index ? { index } : {}),
    holds: (event, async) => {
      try {
        return evaluate({ event, async }) === true;
      } catch {
        return false;
      }
    },
  };
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
  return value === undefined ? null : lookupKey(value);
}
