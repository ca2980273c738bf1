import { z } from "zod";
import { listJobs } from "@/db/job-list";
import { stopJob } from "@/inngest/jobs/approve";
import { quoteRetake, retakeStep } from "@/inngest/jobs/retake";
import { fieldProblem } from "@/lib/errors";
import { jobStatuses } from "@/lib/schemas/job";
import { readBody } from "@/lib/schemas/validation";
import { seenBy } from "../api/caller";
import { ownJob } from "../api/own-job";
import { limitRate, limitReads } from "../api/rate-limit";
import { presentJobs } from "../api/serializers/job";
import { followJob } from "./follow-job";
import { jobResult, textOf } from "./job-result";
import type { Tool, ToolContext } from "./tool";

const id = z.string().meta({ description: "The job's id." });
const waitSeconds = z.number().int().min(0).max(3600).default(0).meta({
  description: "How long to wait for the job to end; 0 returns at once.",
});

const listInput = z.strictObject({
  status: z.enum(jobStatuses).optional(),
  model: z.string().max(100).optional().meta({ description: "A workflow, by the name of its tool." }),
  q: z.string().trim().min(1).max(200).optional().meta({ description: "Text in the prompt." }),
  limit: z.number().int().min(1).max(50).default(10),
  after: z.uuid().optional().meta({ description: "The `lastId` of the previous page." }),
});
const getInput = z.strictObject({ id, waitSeconds });
const cancelInput = z.strictObject({ id });
const retakeInput = z.strictObject({
  id,
  step: z.string().max(200).meta({ description: "The key of the step, as get_job shows it: `clip.2`." }),
  changes: z.record(z.string(), z.unknown()).default({}).meta({
    description:
      'Options to change, usually `prompt` or `seed`; empty for another seed. `"candidates": 3` makes three takes to choose from. `"continue": true` also makes what depends on the step.',
  }),
  maxCost: z
    .number()
    .min(0)
    .optional()
    .meta({ description: "Most that it may cost, in USD; a dearer one is refused." }),
  dryRun: z.boolean().default(false).meta({ description: "Only return what would be made, and its price." }),
  waitSeconds,
});

/** The tools for jobs that have been started, here or elsewhere. */
export const jobTools: Tool[] = [
  {
    name: "list_jobs",
    title: "List jobs",
    description: "Lists the jobs of your key, newest first.",
    inputSchema: schemaOf(listInput),
    reads: true,
    async run(args, { key }) {
      limitReads(key.id);
      const filter = readBody(listInput, args);
      const { rows, hasMore } = await listJobs({ ...filter, keyId: seenBy(key) });
      const data = (await presentJobs(rows)).map(({ id, model, status, createdAt, progress, options, cost, urls }) => ({
        ...{ id, model, status, createdAt, message: progress.message, cost: cost.actual, page: urls.web },
        prompt: options.prompt ?? options.topic ?? null,
      }));
      return { content: [textOf({ data, lastId: rows.at(-1)?.id ?? null, hasMore })] };
    },
  },
  {
    name: "get_job",
    title: "Get a job",
    description:
      "Returns a job's state, steps, costs and results. The links of results expire; call it again for new ones.",
    inputSchema: schemaOf(getInput),
    reads: true,
    async run(args, context) {
      limitReads(context.key.id);
      const given = readBody(getInput, args);
      const job = await ownJob({ params: given, key: context.key });
      return jobResult(given.waitSeconds > 0 ? await followJob(job.id, given.waitSeconds, context) : job);
    },
  },
  {
    name: "cancel_job",
    title: "Cancel a job",
    description: "Cancels a job and its work at the services. Safe to repeat.",
    inputSchema: schemaOf(cancelInput),
    async run(args, { key }) {
      limitReads(key.id);
      const { job } = await stopJob(await ownJob({ params: readBody(cancelInput, args), key }));
      return jobResult(job);
    },
  },
  {
    name: "retake",
    title: "Retake a step",
    description:
      "Makes one step of an ended job again, as one bad shot of a film, with changed options. All other steps keep their results. The earlier take is kept.",
    inputSchema: schemaOf(retakeInput),
    run: retake,
  },
];

async function retake(args: Record<string, unknown>, context: ToolContext) {
  const { key } = context;
  const { id, step, changes, maxCost, dryRun, waitSeconds } = readBody(retakeInput, args);
  const job = await ownJob({ params: { id }, key });
  await limitRate(key, dryRun ? "quote" : "create");
  const quote = dryRun || maxCost !== undefined ? await quoteRetake(job, step, changes) : null;
  if (dryRun) return { content: [textOf(quote)] };
  if (quote && maxCost !== undefined && quote.cost.max > maxCost) {
    const detail = `The retake may cost ${quote.cost.max} ${quote.cost.currency}, more than maxCost (${maxCost}).`;
    throw fieldProblem("budget_exceeded", "/maxCost", detail);
  }
  const queued = await retakeStep(job, step, changes, key);
  return jobResult(waitSeconds > 0 ? await followJob(queued.id, waitSeconds, context) : queued);
}

function schemaOf(schema: z.ZodObject): Tool["inputSchema"] {
  const { properties, required } = z.toJSONSchema(schema, { io: "input" });
  return { type: "object", properties: (properties ?? {}) as Record<string, object>, required };
}
