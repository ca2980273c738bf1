"use client";

import { useCallback, useEffect, useEffectEvent, useMemo, useReducer, useState } from "react";
import { useTranslations } from "use-intl";
import { ApiProblem, fieldWords, problemWords } from "@/app/(studio)/_data/api-problem";
import type { LiveJob } from "@/app/(studio)/_data/apply-event";
import { hereOf } from "@/app/(studio)/_ui/stable-url";
import type { CutAnswer } from "@/lib/schemas/cut-answer";
import type { Output } from "@/lib/schemas/job";
import { keepDraft, loadDraft } from "../_story/draft";
import { getCut, joinAgain, quoteCut } from "./cut-api";
import { cutReducer } from "./cut-state";
import type { Source } from "./cut-types";
import { cutOf, type EditedCut, editedOf, textOf } from "./edited-cut";
import { type Material, placesOf } from "./film-places";

const draftName = "cut";
const usualRate = 25;
const restMs = 400;

export type Change = (how: (cut: EditedCut) => EditedCut, about?: string | null) => void;

/** What the server said about a version of the cut. `errors`: by JSON pointer into the cut. */
type Check = { written: string; seconds: number | null; errors: Map<string, string>; problem: string | null };

/** The cut of a job: loaded, edited with a draft, undo and redo, and joined again. */
export function useCut(job: LiveJob, onJoin: () => void) {
  const t = useTranslations();
  const [answer, setAnswer] = useState<CutAnswer | null>(null);
  const [missing, setMissing] = useState<string | null>(null);
  const [uploads, setUploads] = useState<readonly Output[]>([]);
  const [state, dispatch] = useReducer(cutReducer, null);
  const [check, setCheck] = useState<Check | null>(null);
  const [isSending, setSending] = useState(false);
  const [isKept, setKept] = useState(true);

  /** `isRenewed`: also with other addresses of the same files, since the earlier ones no longer work. */
  const load = useCallback(
    async (isRenewed: boolean) => {
      const loaded = withPaths(await getCut(job.id));
      setAnswer((before) => (before && !isRenewed ? withSteadyFiles(loaded, before) : loaded));
      dispatch({ type: "loaded", value: editedOf(loaded.cut), draft: loadDraft<EditedCut>(job.id, draftName) });
    },
    [job.id],
  );
  const failed = useEffectEvent((reason: unknown) => setMissing(problemWords(reason, t)));
  const made = job.steps.flatMap(({ outputs }) => outputs.map(({ id }) => id)).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the cut changes with the state and the files of the job
  useEffect(() => {
    load(false).catch((reason: unknown) => failed(reason));
  }, [load, job.status, made]);

  const now = state?.history.now ?? null;
  const written = now ? textOf(now) : "";
  const base = state ? textOf(state.base) : "";
  const isChanged = written !== base;
  const keep = useEffectEvent(() => {
    if (now) setKept(keepDraft(job.id, draftName, isChanged ? { base, value: now } : null));
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another text is kept
  useEffect(() => keep(), [written, base]);
  useEffect(() => {
    if (isKept || !isChanged) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isKept, isChanged]);

  const material = useMemo(() => materialOf(answer, uploads), [answer, uploads]);
  const film = useMemo(() => (now ? placesOf(now, material) : null), [now, material]);
  const change: Change = (how, about = null) => {
    if (now) dispatch({ type: "changed", value: how(now), about });
  };
  const refusal = (reason: unknown): Check => {
    const errors = reason instanceof ApiProblem ? fieldWords(reason, t) : [];
    const named = new Map(errors.map(({ pointer, detail }) => [pointer, detail]));
    return { written, seconds: null, errors: named, problem: named.size > 0 ? null : problemWords(reason, t) };
  };
  const isOpen = job.status === "completed" || job.status === "failed";
  const ask = useEffectEvent(async (isCurrent: () => boolean) => {
    if (!now) return;
    const checked = await quoteCut(job.id, cutOf(now)).then(
      ({ estimatedTime }): Check => ({ written, seconds: estimatedTime, errors: new Map(), problem: null }),
      refusal,
    );
    if (isCurrent()) setCheck(checked);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each version is checked once
  useEffect(() => {
    if (!isChanged || !isOpen) return;
    let current = true;
    const timer = setTimeout(() => void ask(() => current), restMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [written, isChanged, isOpen]);
  const join = async () => {
    if (!now) return false;
    setSending(true);
    try {
      await joinAgain(job.id, cutOf(now));
      onJoin();
      return true;
    } catch (reason) {
      setCheck(refusal(reason));
      return false;
    } finally {
      setSending(false);
    }
  };
  const checked = isChanged && check?.written === written ? check : null;
  if (!answer || !state || !now || !film) return { missing, editing: null };
  return {
    missing: null,
    editing: {
      ...{ answer, material, film, change, join, isSending, isChanged },
      cut: now,
      isElsewhere: isChanged && state.isElsewhere,
      undo: state.history.past.length > 0 ? () => dispatch({ type: "undo" }) : null,
      redo: state.history.future.length > 0 ? () => dispatch({ type: "redo" }) : null,
      ...{ isOpen, errors: checked?.errors ?? none, problem: checked?.problem ?? null },
      /** About how long joining takes; null until the server has checked this version. */
      seconds: checked?.seconds ?? null,
      addUpload: (upload: Output) => setUploads((before) => [...before, upload]),
      files: [...answer.files, ...uploads],
      /** Loads the files' addresses again. */
      renew: () => void load(true).catch(() => {}),
    },
  };
}
const none: ReadonlyMap<string, string> = new Map();

export type Editing = NonNullable<ReturnType<typeof useCut>["editing"]>;

/** A file's address at the studio. */
const withPaths = (answer: CutAnswer): CutAnswer => ({
  ...answer,
  sources: answer.sources.map((one) => ({
    ...one,
    video: hereOf(one.video),
    poster: one.poster === null ? null : hereOf(one.poster),
  })),
  narrations: answer.narrations.map((one) => ({ ...one, audio: hereOf(one.audio) })),
});

const pathOf = (url: string) => url.split("?")[0];

/** Keeps the addresses of files that are still the same: another `src` would stop the player. */
function withSteadyFiles(answer: CutAnswer, before: CutAnswer): CutAnswer {
  const sources = answer.sources.map((one) => {
    const known = before.sources.find(({ clip, video }) => clip === one.clip && pathOf(video) === pathOf(one.video));
    return known ? { ...one, video: known.video, poster: known.poster } : one;
  });
  const narrations = answer.narrations.map(
    (one) => before.narrations.find(({ audio }) => pathOf(audio) === pathOf(one.audio)) ?? one,
  );
  return { ...answer, sources, narrations };
}

function materialOf(answer: CutAnswer | null, uploads: readonly Output[]): Material {
  const own = uploads.filter(({ type }) => type === "video").map(sourceOfUpload);
  const sources = [...(answer?.sources ?? []), ...own];
  const fps = answer?.film.fps ?? Math.max(0, ...sources.map((one) => one.fps ?? 0));
  return { sources, narrations: answer?.narrations ?? [], fps: fps || usualRate };
}

const sourceOfUpload = ({ id, duration, width, height, url, thumbnailUrl }: Output): Source => ({
  ...{ clip: `asset:${id}`, title: "", seconds: duration ?? 0, width, height, fps: null, hasSound: true },
  video: hereOf(url),
  poster: thumbnailUrl === null ? null : hereOf(thumbnailUrl),
});
