"use client";

import { useEffect, useRef, useState } from "react";
import type { Place } from "./film-places";
import { framesOf, type StripFrame } from "./strip-frames";

type Props = { place: Place; width: number; height: number };

/** Frames of the part of a clip that is in the film, side by side; until they are read, its poster. */
export function Filmstrip({ place: { source, from, to }, width, height }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [frames, setFrames] = useState<readonly StripFrame[]>([]);
  const video = source?.video ?? null;
  useEffect(() => {
    if (video === null) return;
    let current = true;
    framesOf(video).then(
      (read) => current && setFrames(read),
      () => {}, // the poster stays
    );
    return () => {
      current = false;
    };
  }, [video]);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || !canvas.current || frames.length === 0) return;
    const scale = Math.min(2, window.devicePixelRatio || 1);
    Object.assign(canvas.current, { width: Math.round(width * scale), height: Math.round(height * scale) });
    context.scale(scale, scale);
    const [first] = frames;
    const each = first ? (height * first.picture.width) / first.picture.height : height;
    for (let x = 0; x < width; x += each) {
      const at = from + ((to - from) * Math.min(x + each / 2, width)) / width;
      const nearest = frames.reduce((best, one) => (Math.abs(one.at - at) < Math.abs(best.at - at) ? one : best));
      context.drawImage(nearest.picture, x, 0, each, height);
    }
  }, [frames, from, to, width, height]);
  return (
    <span
      aria-hidden
      className="absolute inset-0 bg-black bg-repeat-x"
      style={source?.poster ? { backgroundImage: `url("${source.poster}")`, backgroundSize: "auto 100%" } : undefined}
    >
      <canvas ref={canvas} className="size-full" />
    </span>
  );
}
