/** What a film is composed from. */

export type Shot = { video: string; seconds: number; scene: number; narration?: string; text?: string };
export type FilmOrder = {
  shots: readonly Shot[];
  width: number;
  height: number;
  fps: number;
  dissolves: boolean;
  music?: string;
  musicVolume: number;
  subtitles: "off" | "file" | "burned";
  title?: string;
  sound: boolean;
};
