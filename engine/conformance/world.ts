import { randomBytes } from "node:crypto";
import { type Inngest, type InngestFunction, Middleware } from "inngest";
import { inject, onTestFinished } from "vitest";
import { startEngine } from "../engine";
import { type Joined, joinWorld, KEYS, type Server, until } from "../testing";

declare module "vitest" {
  interface ProvidedContext {
    /** The server under test; if unset, each test starts the embedded engine. */
    inngest?: Server;
  }
}

/** Makes a name unique to this test: a permanent server keeps other tests' apps and runs. */
type Own = (name: string) => string;

type Define = (inngest: Inngest, own: Own) => InngestFunction.Any[];

export type ConformanceWorld = Omit<Joined, "serve"> & {
  own: Own;
  /** Makes the app register its functions. */
  sync: () => Promise<Response>;
  /** How often a function has been called. */
  called: (fn: string) => number;
  serve: (define: Define) => void;
};

async function startOwn(): Promise<Server> {
  const engine = await startEngine({ ...KEYS, log: () => {} });
  onTestFinished(engine.close);
  return { ...KEYS, url: engine.url };
}

/** The server under test. */
export const server = async (): Promise<Server> => inject("inngest") ?? (await startOwn());

/** Registers a new app with the server under test. Offers only what every Inngest server supports. */
export async function createWorld(define: Define): Promise<ConformanceWorld> {
  const mark = randomBytes(4).toString("hex");
  const own: Own = (name) => `${name}-${mark}`;
  const outputs = new Map<string, unknown>();
  class Outputs extends Middleware.BaseMiddleware {
    readonly id = "outputs";
    override onRunComplete({ ctx, output }: Middleware.OnRunCompleteArgs) {
      outputs.set(ctx.runId, JSON.parse(JSON.stringify(output ?? null)));
    }
  }
  const joined = await joinWorld(own("conformance"), server, [Outputs]);
  const { inngest, serve, send, runs, calls, appUrl } = joined;
  const world: ConformanceWorld = Object.assign(joined, {
    own,
    serve: (next: Define) => serve(next(inngest, own)),
    sync: () => fetch(appUrl, { method: "PUT" }),
    called: (fn: string) => calls.filter((call) => call.fn === `${inngest.id}-${fn}`).length,
    send: (name: string, data?: Record<string, unknown>, more?: { id?: string }) => send(own(name), data, more),
    // Inngest's server returns an empty output for a checkpointed run: so the output is taken from the app.
    ended: (eventId: string, count = 1) =>
      until(async () => {
        const found = await Promise.all((await runs(eventId)).map(({ run_id }) => world.run(run_id)));
        if (found.length < count || !found.every((run) => run?.ended_at)) return;
        return found.map((run) => (run.status === "Completed" ? { ...run, output: outputs.get(run.run_id) } : run));
      }, 25),
  });
  world.serve(define);
  const answer = await world.sync();
  if (!answer.ok) throw new Error(`The app did not register: ${await answer.text()}`);
  return world;
}
