import { isDeepStrictEqual } from "node:util";
import type { JobRow } from "@/db/jobs";
import type { Key } from "@/db/keys";
import type { StepOverride } from "@/db/schema";
import { type FieldError, Problem } from "@/lib/errors";
import type { Cut } from "@/lib/schemas/cut";
import { isTerminal, type Quote, shownStatus } from "@/lib/schemas/job";
import { cutFilm } from "@/lib/services";
import { type GivenMedia, ingestInputs } from "../assets/ingest-inputs";
import { checkKey } from "../check-result";
import { spokenAsMade } from "./cut-of-film";
import { faultsOfCut } from "./faults-of-cut";
import { type FilmParts, filmParts } from "./film-parts";
import { emptyQuote, holdsBack, type Next, quoteNext, refused, restartJob } from "./retake";

/**
 * Joins a job's film once more as a person cut it: a take of the film's step, which local work makes at no cost. The cut is
 * the step's input from then on, so it follows new takes of its clips. The chosen cut again changes nothing. Throws a
 * Problem that names the field.
 */
export async function cutJob(job: JobRow, cut: Cut, key: Key): Promise<JobRow> {
  const next = await nextWithCut(job, cut);
  return next ? restartJob(job, next, key) : job;
}

/** The quote of a cut; refused like the cut. */
export async function quoteCut(job: JobRow, cut: Cut): Promise<Quote> {
  const next = await nextWithCut(job, cut);
  return next ? quoteNext(job, next) : emptyQuote(job);
}

async function nextWithCut(job: JobRow, given: Cut): Promise<Next | null> {
  const parts = await filmParts(job);
  if (!isTerminal(job.status) || job.status === "cancelled") {
    const detail = `The job is ${shownStatus(job.status)}. Cut its film when it is completed.`;
    throw new Problem("conflict", detail);
  }
  const { step, rows } = parts;
  const stale = job.plan.find(({ key, outOfDate }) => outOfDate && key !== step && key !== checkKey);
  if (stale) {
    const detail = `"${stale.key}" is out of date. Continue the job first (POST /v1/jobs/${job.id}/continue), then cut its film.`;
    throw new Problem("conflict", detail);
  }
  const cut = await readCut(job, given, parts);
  const isOutOfDate = job.plan.some(({ key, outOfDate }) => key === step && outOfDate);
  const isChosen = isDeepStrictEqual(job.changes[step]?.cut, cut) && job.status === "completed";
  if (isChosen && !isOutOfDate) return null;
  const change: StepOverride = { input: {}, service: cutFilm.id, cut };
  return { changes: { ...job.changes, [step]: change }, rows, only: holdsBack(job, undefined) ? [step] : null };
}

/** The cut with all defaults, and its files as assets of the job's key. */
async function readCut(job: JobRow, given: Cut, parts: FilmParts): Promise<Cut> {
  const spoken = spokenAsMade(parts);
  const shots = given.shots.map((shot) => {
    const { narration = null, text = null } = spoken.get(shot.clip) ?? {};
    return {
      ...shot,
      narration: shot.narration ?? (shot.narration === null ? null : narration),
      text: shot.text ?? (shot.text === null ? null : text),
    };
  });
  const unknown: FieldError[] = shots.flatMap(({ clip, narration }, i) => [
    ...(clip.startsWith("asset:") || parts.clips.has(clip) ? [] : [noStep(`/shots/${i}/clip`, clip, parts.clips)]),
    ...(narration === null || parts.narrations.has(narration)
      ? []
      : [noStep(`/shots/${i}/narration`, narration, parts.narrations)]),
  ]);
  if (unknown.length > 0) throw refused(unknown);
  const files: GivenMedia[] = [
    ...shots.flatMap(({ clip: url }, i) =>
      url.startsWith("asset:") ? [{ url, type: "video" as const, pointer: `/shots/${i}/clip` }] : [],
    ),
    ...(["music", "voice"] as const).flatMap((field) => {
      const url = given[field]?.url;
      return url ? [{ url, type: "audio" as const, pointer: `/${field}/url` }] : [];
    }),
  ];
  const refs = await ingestInputs(files, job.keyId, async () => {});
  const refOf = new Map(files.map(({ pointer }, i) => [pointer, refs[i] ?? ""]));
  const cut: Cut = {
    ...given,
    shots: shots.map((shot, i) => ({ ...shot, clip: refOf.get(`/shots/${i}/clip`) ?? shot.clip })),
    music: given.music && { ...given.music, url: refOf.get("/music/url") ?? "" },
    voice: given.voice && { ...given.voice, url: refOf.get("/voice/url") ?? "" },
  };
  const faults = await faultsOfCut(cut, parts);
  if (faults.length > 0) throw refused(faults);
  return cut;
}

function noStep(pointer: string, key: string, known: ReadonlyMap<string, unknown>): FieldError {
  const keys = [...known.keys()].join(", ") || "none";
  const detail = `No step "${key.slice(0, 100)}" of this job has made such a file. The steps that have: ${keys}.`;
  return { pointer, detail };
}
