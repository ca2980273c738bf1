import type { Cue } from "../subtitle-files";
import { speechIn, timed } from "./cues";
import type { Recording } from "./sound";
import { narrationDelay, type Piece } from "./timeline";

type Subtitled = {
  shots: readonly { text?: string }[];
  fps: number;
  pieces: readonly Piece[];
  narrations: readonly ({ seconds: number } | null)[];
};

/** The subtitles of the shots' texts: on the narration where there is one, else for as long as the shot. */
export async function shotCues(
  { shots, fps, pieces, narrations }: Subtitled,
  voice: Recording | null,
  signal: AbortSignal,
): Promise<Cue[]> {
  const spoken = pieces.flatMap(({ shot, from, to }) => {
    const text = shot === null ? undefined : shots[shot]?.text;
    if (shot === null || !text) return [];
    const start = from / fps + narrationDelay;
    const seconds = voice ? narrations[shot]?.seconds : undefined;
    return [
      { text, isHeard: seconds !== undefined, from: start, to: seconds ? start + seconds : to / fps - narrationDelay },
    ];
  });
  const heard = voice ? await speechIn(voice, spoken, signal) : [];
  return spoken.flatMap(({ text, isHeard, from, to }, i) => {
    const speech = isHeard ? (heard[i] ?? []) : [];
    return timed(text, speech.length > 0 ? speech : [{ from, to }]);
  });
}
