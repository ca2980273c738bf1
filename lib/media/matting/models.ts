import { existsSync } from "node:fs";
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

const loaded = new Map<ModelName, Promise<Model>>();

/** A model, loaded once per process. Throws in one sentence that says what to install or set. */
export function loadModel(name: ModelName): Promise<Model> {
  const known = loaded.get(name) ?? load(name);
  loaded.set(name, known);
  return known;
}

async function load(name: ModelName): Promise<Model> {
  const { setting, side, threads } = models[name];
  const runtime = await import("onnxruntime-node").catch((cause: unknown) => {
    throw new Error("onnxruntime-node is missing: install it with npm install --include=optional.", { cause });
  });
  const own = env()[setting];
  const path = own ?? join(process.cwd(), "lib/media/matting/models", `${name}.onnx`);
  if (!existsSync(path)) throw new Error(`${path} is missing: set ${setting} to the path of ${name}.onnx.`);
  const options: InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Threads that wait for work must not take the processor from ffmpeg.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  };
  const session = await runtime.InferenceSession.create(path, options).catch((cause: unknown) => {
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

function numbersOf(tensor: Tensor | undefined): { dims: readonly number[]; data: Float32Array } {
  if (!(tensor?.data instanceof Float32Array)) throw new Error("The model did not return numbers.");
  return { dims: tensor.dims, data: tensor.data };
}
