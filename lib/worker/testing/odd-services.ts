import { connect } from "node:net";
import { z } from "zod";
import { defineLocal } from "@/lib/define-local";
import type { LocalContext } from "@/lib/local-work";
import { runTool } from "@/lib/media";

/** Local services that misbehave, for the tests of the pool. */

const output = z.strictObject({ text: z.string() });
type Input = { port: number };

const odd = (
  id: string,
  run: (input: Input, context: LocalContext) => Promise<z.input<typeof output>>,
  memoryMb = 400,
) =>
  defineLocal({
    id,
    title: id,
    description: id,
    input: z.strictObject({ port: z.int().default(0) }),
    output,
    example: { text: "" },
    needs: { cpus: 1, memoryMb },
    run,
    cacheFor: 0,
    timeout: 60,
    typicalSeconds: 1,
  });

export const hog = odd("hog", async () => {
  const all: Buffer[] = [];
  for (;;) {
    all.push(Buffer.alloc(20_000_000, 1));
    await new Promise((next) => setImmediate(next));
  }
});

export const hoggingTool = odd("hogging-tool", async () => {
  await runTool(process.execPath, ["-e", "const all = []; setInterval(() => all.push(Buffer.alloc(2e7, 1)), 1)"]);
  return { text: "" };
});

/** Reports its environment, and whether it can connect to a port of this machine. */
export const spy = odd("spy", async ({ port }) => {
  const reached = await new Promise<string>((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve("connected"));
    socket.on("error", ({ message }) => resolve(message));
  });
  return { text: JSON.stringify({ reached, environment: process.env }) };
});

const kept: Buffer[] = [];

/** Returns the id of its process, after it has taken so many megabytes that it never gives back. */
export const holder = odd(
  "holder",
  async ({ port: megabytes }) => {
    kept.push(Buffer.alloc(megabytes * 1024 ** 2, 1));
    return { text: String(process.pid) };
  },
  1000,
);

export const quitter = odd("quitter", async () => {
  process.stderr.write("The model file is damaged.\n", () => process.exit(3));
  return new Promise(() => {});
});

export const thrower = odd("thrower", async ({ port }) => {
  throw new Error(`No face was found in frame ${port}.`);
});
