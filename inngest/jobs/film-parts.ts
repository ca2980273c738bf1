import { type Asset, findAssets } from "@/db/assets";
import { type Call, callsOf, currentCalls, hasSucceeded } from "@/db/calls";
import type { JobRow } from "@/db/jobs";
import { Problem } from "@/lib/errors";
import { isTerminal, shownStatus } from "@/lib/schemas/job";
import { assetId } from "../calls/ledger";
import { findWorkflow } from "../registry";
import { assetsIn } from "./export-output";
import { type Take, takesOf } from "./takes";

/** What a film of a job is cut from: the clips and narrations of its other steps. */
export type FilmParts = {
  /** The key of the step that joins the film. */
  step: string;
  /** The film's chosen call, and all its takes. */
  call: Call;
  takes: Take[];
  rows: Call[];
  /** The file of each step that made a video or a sound, by key. */
  clips: Map<string, Asset>;
  narrations: Map<string, Asset>;
};

/** The parts of a job's film. Throws a Problem that says why there is nothing to cut. */
export async function filmParts(job: JobRow): Promise<FilmParts> {
  const step = findWorkflow(job.model)?.cut?.film;
  if (!step) {
    throw new Problem(
      "not_found",
      `A job of "${job.model}" joins no film of several clips, so there is nothing to cut.`,
    );
  }
  const rows = await callsOf([job.id]);
  const takes = takesOf(rows).get(step) ?? [];
  const current = currentCalls(rows);
  const call = takes.find(({ chosen }) => chosen)?.call;
  const isUsable = call && (hasSucceeded(call) || isTerminal(job.status));
  if (!call || !isUsable) {
    const why = isTerminal(job.status) ? "ended before its clips were joined" : `is ${shownStatus(job.status)}`;
    throw new Problem(isTerminal(job.status) ? "not_found" : "conflict", `The job ${why}: it has no film to cut yet.`);
  }
  const places = new Map(job.plan.map(({ key }, i) => [key, i]));
  const made = [...current.values()]
    .filter((one) => one.key !== step && hasSucceeded(one))
    .sort((a, b) => (places.get(a.key) ?? rows.length) - (places.get(b.key) ?? rows.length));
  const assets = await findAssets(made.flatMap(({ output }) => assetsIn(output)));
  const files = (field: "video" | "audio") =>
    new Map(
      made.flatMap(({ key, output }) => {
        const asset = assets.get(assetId(String(output?.[field] ?? "")));
        return asset?.type === field ? [[key, asset] as const] : [];
      }),
    );
  return { step, call, takes, rows, clips: files("video"), narrations: files("audio") };
}
