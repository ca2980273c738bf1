"use client";

import { useRef, useState } from "react";

/** Seconds that two videos may differ before one jumps. */
const mostDrift = 0.08;

/** Two videos that play as one: `lead` has the sound and the time, `other` follows it. */
export function useInStep(seconds: number) {
  const lead = useRef<HTMLVideoElement>(null);
  const other = useRef<HTMLVideoElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [isMuted, setMuted] = useState(false);
  const [time, setTime] = useState(0);
  const [length, setLength] = useState(seconds);
  const follow = () => {
    const [first, second] = [lead.current, other.current];
    if (!first || !second) return;
    const to = Math.min(first.currentTime, Number.isFinite(second.duration) ? second.duration : first.currentTime);
    if (Math.abs(second.currentTime - to) > mostDrift) second.currentTime = to;
  };
  /** A browser may refuse to play; the button then stays as it is. */
  const play = (video: HTMLVideoElement | null) => void video?.play().catch(() => {});
  const hold = () => {
    other.current?.pause();
    follow();
  };
  return {
    ...{ isPlaying, isMuted, time, length },
    toggle: () => (isPlaying ? lead.current?.pause() : play(lead.current)),
    mute: () => setMuted(!isMuted),
    seek: (to: number) => {
      if (lead.current) lead.current.currentTime = to;
      setTime(to);
      follow();
    },
    lead: {
      ref: lead,
      muted: isMuted,
      onPlay: () => setPlaying(true),
      onPlaying: () => {
        follow();
        play(other.current);
      },
      onWaiting: hold,
      onPause: () => {
        setPlaying(false);
        hold();
      },
      onSeeked: follow,
      onTimeUpdate: () => {
        setTime(lead.current?.currentTime ?? 0);
        follow();
      },
      onDurationChange: () => setLength(lead.current?.duration ?? seconds),
    },
    other: { ref: other, muted: true, onLoadedMetadata: follow },
  };
}
