import { z } from "zod";
import { defineService, type RemoteOperation, type Service, type ServiceStatus } from "./define-service";
import type { LocalWork } from "./local-work";

/**
 * Local work: a service that runs our own code on our own processors, in a child process of the work process. To a job
 * it is like any other service, with a receipt, progress, an answer and a cancel. It costs nothing, so it simply runs
 * again after a crash.
 */

type Common =
  | "id"
  | "title"
  | "description"
  | "zh"
  | "welcome"
  | "input"
  | "output"
  | "example"
  | "choosesFrom"
  | "version"
  | "cacheFor"
  | "timeout"
  | "typicalSeconds";

export const workAnswer = z.looseObject({
  id: z.string().nullish().catch(null),
  status: z.string().nullish().catch(null),
  output: z.record(z.string(), z.unknown()).nullish().catch(null),
  error: z.string().nullish().catch(null),
  progress: z.number().nullish().catch(null),
  message: z.string().nullish().catch(null),
  preview: z.string().nullish().catch(null),
  queuePosition: z.number().nullish().catch(null),
});
export type WorkAnswer = z.output<typeof workAnswer>;

/** Declares local work as a service. */
export function defineLocal<I extends z.ZodObject, O extends z.ZodObject>({
  needs,
  run,
  ...common
}: Pick<Service<I, typeof workAnswer, O>, Common> & LocalWork<z.output<I>, z.input<O>>): Service<
  I,
  typeof workAnswer,
  O
> {
  return defineService<I, typeof workAnswer, O>({
    ...common,
    kind: "local",
    // The work process parses the input with the same schema before it runs.
    local: { needs, run: (input, context) => run(input as z.output<I>, context) },
    response: workAnswer,
    mode: "async",
    request: (input, webhookUrl) => ({ path: `/v1/work/${common.id}`, json: { input, webhookUrl } }),
    receipt: ({ id, queuePosition }) => (id ? { id, queuePosition: queuePosition ?? undefined } : null),
    parse: (answer) => statusOf<z.input<O>>(answer),
    pollEvery: 10, // notices that the work process has restarted
    poll: ({ id }: RemoteOperation) => ({ method: "GET", path: `/v1/work/${encodeURIComponent(id)}` }),
    cancel: ({ id }: RemoteOperation) => ({ path: `/cancel/${encodeURIComponent(id)}` }),
  });
}

/** The caller checks `output` against its schema before it is stored. */
function statusOf<Output>({ status, output, error, ...news }: WorkAnswer): ServiceStatus<Output> {
  if (status === "completed" && output) return { state: "done", output: output as Output };
  if (status === "failed") return { state: "failed", reason: error ?? "The work failed without giving a reason." };
  if (status === "cancelled") return { state: "failed", reason: "The work was cancelled." };
  return {
    state: "pending",
    queuePosition: news.queuePosition ?? undefined,
    progress: news.progress ?? undefined,
    message: news.message ?? undefined,
    preview: news.preview ?? undefined,
  };
}
