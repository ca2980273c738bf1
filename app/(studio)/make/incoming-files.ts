"use client";

import { useEffect, useEffectEvent } from "react";

/** Hears files pasted or dropped anywhere on the page; tells while a file is dragged over it. */
export function useIncomingFiles(take: (files: File[]) => void, dragging: (yes: boolean) => void) {
  const takeNow = useEffectEvent(take);
  const draggingNow = useEffectEvent(dragging);

  useEffect(() => {
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      takeNow(files);
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
