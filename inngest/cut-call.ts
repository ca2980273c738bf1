import type { z } from "zod";
import type { StepOverride } from "@/db/schema";
import { fadeSeconds } from "@/lib/media/film/timeline";
import type { Cut, CutShot } from "@/lib/schemas/cut";
import type { JobWarning } from "@/lib/schemas/job";
import { cutFilm } from "@/lib/services";
import { writtenKey } from "@/lib/step-key";
import type { AnyWorkflow, CallService, Expected } from "./define-workflow";

/**
 * The call that joins a film, made with a person's cut in place of the recipe's own request. The cut names clips by the
 * key of their step, so that it follows their newest takes; `cut-film` makes it.
 */

type Output = Record<string, unknown>;
/** `expected`: what the cut film should be. `warnings`: what could not be cut as it was written. */
type Cutting = { call: CallService; after: () => { expected: Expected; warnings: JobWarning[] } | null };

/** `call` with the cut of the job; `after` answers once the film is there, null if no cut made it. */
export function withCut(workflow: AnyWorkflow, changes: Record<string, StepOverride>, call: CallService): Cutting {
  const film = workflow.cut?.film;
  const cut = film && changes[film]?.cut;
  if (!film || !cut) return { call, after: () => null };
  const made = new Map<string, Output>();
  let after: ReturnType<Cutting["after"]> = null;
  const gone = (shot: CutShot) => !shot.clip.startsWith("asset:") && !fileOf(made.get(shot.clip), "video");
  const cutting: CallService = async (given, service, input, options) => {
    const key = writtenKey(given);
    if (key !== film) {
      const output = await call(given, service, input, options);
      made.set(key, output);
      return output;
    }
    const shots = cut.shots.filter((shot) => !gone(shot));
    if (shots.length === 0) return call(given, service, input, options);
    const { width, height, fps } = { ...sizeIn(input), ...cut };
    const clips = shots.map(({ clip, narration, text, ...shot }, i) => ({
      ...shot,
      video: clip.startsWith("asset:") ? clip : (fileOf(made.get(clip), "video") ?? ""),
      scene: i + 1,
      narration: narration ? fileOf(made.get(narration), "audio") : undefined,
      text: text || undefined,
    }));
    const { title, subtitles, burn, fades } = cut;
    const sound = <T extends { url: string }>({ url: audio, ...rest }: T) => ({ ...rest, audio });
    const output = await call(film, cutFilm, {
      ...{ clips, width, height, fps, title, subtitles, burn, fades },
      music: cut.music && sound(cut.music),
      voice: cut.voice && sound(cut.voice),
    });
    const left = cut.shots.filter(gone).map(({ clip }) => `The job has no "${clip}" any more: its shot is left out.`);
    after = {
      expected: expectedOf(cut, output.film),
      warnings: [...left, ...output.notes].map((message) => {
        return { code: "cut_adjusted", step: film, message, metric: null, value: null };
      }),
    };
    return service.output.parse(
      Object.fromEntries(Object.entries(output).filter(([field]) => field in service.output.shape)),
    );
  };
  return { call: cutting, after: () => after };
}

/** The check knows the film's planned black and still pictures: a narrated shot may hold its last frame. */
function expectedOf({ title, fades, shots }: Cut, film: z.output<typeof cutFilm.output>["film"]): Expected {
  const faded = shots.slice(0, -1).reduce((sum, { join }) => sum + (join.kind === "fade" ? join.seconds : 0), 0);
  const held = film.shots.reduce((sum, { from, to }, i) => sum + (shots[i]?.narration ? to - from : 0), 0);
  const card = title?.seconds ?? 0;
  return {
    ...{ width: film.width, height: film.height, seconds: film.seconds },
    ...{ fades: Math.min(60, faded + card + (fades ? 2 * fadeSeconds : 0)), stills: card + held },
  };
}

/** The media field of a step's result. */
function fileOf(output: Output | undefined, field: "video" | "audio"): string | undefined {
  const file = output?.[field];
  return typeof file === "string" ? file : undefined;
}

/** The size and rate that the recipe asks for. */
function sizeIn(input: Record<string, unknown>): { width?: number; height?: number; fps?: number } {
  const { width, height, fps } = input;
  const number = (value: unknown) => (typeof value === "number" ? value : undefined);
  return { width: number(width), height: number(height), fps: number(fps) };
}
