"use client";

import { useSyncExternalStore } from "react";

/** The current time of the preview and its speed: 0 paused, 1 playing, less than 0 backwards. */
export type Playhead = {
  time: () => number;
  rate: () => number;
  /** Sets the time, within the film. */
  seek: (time: number) => void;
  play: (rate: number) => void;
  /** Moves by the seconds since the last move, at its speed. It stops at the end that it moves to. */
  advance: (seconds: number) => void;
  setLength: (seconds: number) => void;
  subscribe: (listener: () => void) => () => void;
};

/** Kept outside React's state: while it plays it changes with every frame. */
export function createPlayhead(): Playhead {
  let [time, rate, length] = [0, 0, 0];
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const seek = (to: number) => {
    time = Math.min(Math.max(0, to), length);
    tell();
  };
  return {
    time: () => time,
    rate: () => rate,
    seek,
    play(speed) {
      rate = speed;
      // From the end, it plays from the start again.
      if (rate > 0 && time >= length - 0.02) time = 0;
      tell();
    },
    advance(seconds) {
      // The first frame that a browser draws may have a time before the key was pressed.
      seek(time + Math.max(0, seconds) * rate);
      const isAtEnd = rate > 0 ? time >= length : time <= 0;
      if (!isAtEnd || rate === 0) return;
      rate = 0;
      tell();
    },
    setLength(seconds) {
      if (seconds === length) return;
      length = seconds;
      seek(time);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A value of the playhead; the component renders when it changes. */
export const usePlayhead = <T extends string | number | boolean | null>(
  { subscribe, ...playhead }: Playhead,
  read: (playhead: Pick<Playhead, "time" | "rate">) => T,
): T =>
  useSyncExternalStore(
    subscribe,
    () => read(playhead),
    () => read(playhead),
  );
