import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { env } from "../../env";

/** The models of `models/` (see its NOTICE), run on the processor by ONNX Runtime. */

export type ModelName = "selfie" | "u2netp" | "blazeface";

/** Measured: small models are slower on several threads. */
const models = {
  selfie: { setting: "SELFIE_MODEL_PATH", side: 256, threads: 1 },
  u2netp: { setting: "U2NETP_MODEL_PATH", side: 320, threads: 2 },
  blazeface: { setting: "BLAZEFACE_MODEL_PATH", side: 256, threads: 1 },
} as const;

export type Model = {
  /** Width and height of its input. */
  side: number;
  /** Takes three planes of the input's size; returns the first `outputs` tensors, or all. */
  run(planes: Float32Array, outputs?: number): Promise<{ dims: readonly number[]; data: Float32Array }[]>;
};

const loaded = new Map<string, Promise<Model>>();

/**
 * A model, loaded once per process; `side`: of its input, in place of its own. Throws in one sentence that says what to
 * install or set.
 */
export function loadModel(name: ModelName, side: number = models[name].side): Promise<Model> {
  const key = `${name} ${side}`;
  const known = loaded.get(key) ?? load(name, side);
  loaded.set(key, known);
  return known;
}

async function load(name: ModelName, side: number): Promise<Model> {
  const { setting, side: named, threads } = models[name];
  const runtime = await import("onnxruntime-node").catch((cause: unknown) => {
    throw new Error("onnxruntime-node is missing: install it with npm install --include=optional.", { cause });
  });
  const own = env()[setting];
  // Not beside this module: the programs are bundled elsewhere, and all of them run in the root folder.
  const path = own ?? join(process.cwd(), "lib/media/matting/models", `${name}.onnx`);
  if (!existsSync(path)) throw new Error(`${path} is missing: set ${setting} to the path of ${name}.onnx.`);
  const options: InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Threads that wait for work must not take the processor from ffmpeg.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  };
  const model = side === named ? path : resized(await readFile(path), named, side);
  if (!model) throw new Error(`${path} does not take ${named} x ${named} pixels: check ${setting}.`);
  const { InferenceSession: sessions } = runtime;
  const created = typeof model === "string" ? sessions.create(model, options) : sessions.create(model, options);
  const session = await created.catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${path} is not a model that ONNX Runtime reads: check ${setting}. ${reason.slice(0, 200)}`);
  });
  const input = session.inputNames[0] ?? "input";
  return {
    side,
    async run(planes, outputs) {
      const names = session.outputNames.slice(0, outputs);
      const answer = await session.run({ [input]: new runtime.Tensor("float32", planes, [1, 3, side, side]) }, names);
      return names.map((one) => numbersOf(answer[one]));
    },
  };
}

/**
 * A model for squares of another size, for models that only name the size of their input and outputs and compute all
 * others from it. Null if it names none.
 */
function resized(model: Buffer, from: number, to: number): Buffer | null {
  const shape = (planes: number, side: number) => {
    const number = [(side & 127) | 128, side >> 7]; // a varint of 128 and more
    return Buffer.from([10, 2, 8, 1, 10, 2, 8, planes, 10, 3, 8, ...number, 10, 3, 8, ...number]);
  };
  if (!model.includes(shape(3, from))) return null;
  for (const planes of [3, 1]) {
    const [old, wanted] = [shape(planes, from), shape(planes, to)];
    for (let at = model.indexOf(old); at >= 0; at = model.indexOf(old, at + 1)) wanted.copy(model, at);
  }
  return model;
}

function numbersOf(tensor: Tensor | undefined): { dims: readonly number[]; data: Float32Array } {
  if (!(tensor?.data instanceof Float32Array)) throw new Error("The model did not return numbers.");
  return { dims: tensor.dims, data: tensor.data };
}
