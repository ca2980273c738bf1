import type { Output } from "@/lib/schemas/job";

/** The edit list of a film, as the API writes it: see `GET /v1/jobs/{id}/cut`. */

export const joinKinds = ["cut", "dissolve", "fade", "wipe"] as const;
export type JoinKind = (typeof joinKinds)[number];
export type Join = { kind: JoinKind; seconds: number };

export type CutShot = {
  clip: string;
  from: number;
  to: number | null;
  volume: number;
  join: Join;
  narration?: string | null;
  text?: string | null;
};
export type Cue = { from: number; to: number; text: string };
export type Title = { text: string; seconds: number };
export type Music = { url: string; volume: number; fadeIn: number; fadeOut: number; duck: boolean; from: number };
export type Voice = { url: string; volume: number; at: number };

export type Cut = {
  shots: CutShot[];
  title: Title | null;
  music: Music | null;
  voice: Voice | null;
  subtitles: Cue[];
  burn: boolean;
  fades: boolean;
  width?: number;
  height?: number;
};

export type Source = {
  clip: string;
  title: string;
  seconds: number;
  width: number | null;
  height: number | null;
  fps: number | null;
  hasSound: boolean | null;
  video: string;
  poster: string | null;
};

export type CutTake = { number: number; chosen: boolean; byCut: boolean; cut: Cut | null };

export type CutAnswer = {
  cut: Cut;
  sources: Source[];
  narrations: { narration: string; title: string; seconds: number; text: string | null; audio: string }[];
  files: Output[];
  film: {
    step: string;
    take: number;
    outOfDate: boolean;
    seconds: number | null;
    width: number | null;
    height: number | null;
    fps: number | null;
  };
  takes: CutTake[];
};
