"use client";

import { useEffect, useEffectEvent } from "react";

import { asLink } from "./media-items";

/** Hears files and links pasted or dropped anywhere on the page; tells while a file is dragged over it. */
export function useIncomingFiles(
  take: (files: File[]) => void,
  takeLink: (url: string) => void,
  dragging: (yes: boolean) => void,
) {
  const takeNow = useEffectEvent(take);
  const takeLinkNow = useEffectEvent(takeLink);
  const draggingNow = useEffectEvent(dragging);

  useEffect(() => {
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      const link = isField(event.target) ? null : asLink(event.clipboardData?.getData("text/plain") ?? "");
      if (files.length === 0 && !link) return;
      event.preventDefault();
      if (files.length > 0) takeNow(files);
      else if (link) takeLinkNow(link);
    };
    const over = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      draggingNow(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) draggingNow(false);
    };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      draggingNow(false);
      takeNow([...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener("paste", paste);
    window.addEventListener("dragover", over);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("paste", paste);
      window.removeEventListener("dragover", over);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
    };
  }, []);
}

/** Text pasted into a field is meant for the field. */
const isField = (target: EventTarget | null) => target instanceof Element && target.closest("input, textarea") !== null;
