import type { Cut } from "@/lib/schemas/cut";
import type { CutAnswer } from "@/lib/schemas/cut-answer";

/** Names for the parts of a cut; pages import only the types of its schema. */

export type CutShot = Cut["shots"][number];
export type Join = CutShot["join"];
export type JoinKind = Join["kind"];
export const joinKinds = ["cut", "dissolve", "fade", "wipe"] as const satisfies readonly JoinKind[];
export type Cue = Cut["subtitles"][number];
export type Music = NonNullable<Cut["music"]>;
export type Voice = NonNullable<Cut["voice"]>;
export type Source = CutAnswer["sources"][number];
export type Narration = CutAnswer["narrations"][number];
export type CutTake = CutAnswer["takes"][number];
