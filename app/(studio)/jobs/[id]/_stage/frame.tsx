"use client";

import { AudioLines } from "lucide-react";
import { type PointerEvent, useRef } from "react";
import { useStepName } from "@/app/(studio)/_i18n/step-names";
import { iconOf } from "@/app/(studio)/_ui/file-card";
import { Picture } from "@/app/(studio)/_ui/picture";
import { steadyUrl, thumbnailUrl } from "@/app/(studio)/_ui/stable-url";
import { isPicture } from "@/app/(studio)/jobs/job-picture";
import type { Output, Step } from "@/lib/schemas/job";

/** `file`: another one than its first, such as of an earlier take. `poster`: of a clip, until it plays. */
type Props = { step: Step; file?: Output; poster?: Output; className?: string };

/** A step's file, filling its frame; a clip plays muted while the pointer is over it. */
export function Frame({ step, file: output = step.outputs[0], poster, className = "object-contain" }: Props) {
  const nameOf = useStepName();
  const video = useRef<HTMLVideoElement>(null);
  const look = `size-full animate-appear ${className}`;
  if (!output) return null;
  if (isPicture(output)) return <Picture src={thumbnailUrl(output)} alt={nameOf(step.key)} className={look} />;
  if (output.type !== "video") {
    const Icon = output.type === "audio" ? AudioLines : iconOf(output.contentType);
    return <Icon aria-hidden className="absolute inset-0 m-auto size-8 text-white" strokeWidth={1.5} />;
  }
  const play = (event: PointerEvent) => {
    if (event.pointerType === "touch" || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    // The browser may reject a play that was paused at once; that is no error.
    video.current?.play().catch(() => {});
  };
  return (
    <video
      ref={video}
      src={steadyUrl(output)}
      poster={thumbnailUrl(poster ?? output)}
      aria-label={nameOf(step.key)}
      onPointerEnter={play}
      onPointerLeave={() => video.current?.pause()}
      muted
      loop
      playsInline
      preload="metadata"
      tabIndex={-1}
      className={look}
    />
  );
}
