"use client";

import { useEffect, useEffectEvent } from "react";
import { asLink } from "./media-items";

/** Hears files and links pasted or dropped anywhere on the page; tells while one is dragged over it. */
export function useIncomingFiles(
  take: (files: File[]) => void,
  takeLink: (url: string) => void,
  dragging: (yes: boolean) => void,
) {
  const takeNow = useEffectEvent(take);
  const takeLinkNow = useEffectEvent(takeLink);
  const draggingNow = useEffectEvent(dragging);

  useEffect(() => {
    /** What is dragged from this page itself, as a picture to its place or one of our links, is not given. */
    let isOurs = false;
    const begin = () => {
      isOurs = true;
    };
    const end = () => {
      isOurs = false;
      draggingNow(false);
    };
    const isGiven = (event: DragEvent) =>
      !isOurs && ["Files", "text/uri-list"].some((type) => event.dataTransfer?.types.includes(type));
    const paste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      // Into a field goes the text, though spreadsheets and word processors give a picture of it as well.
      if (isField(event.target) && text !== "") return;
      const files = [...(event.clipboardData?.files ?? [])];
      const link = asLink(text);
      if (files.length === 0 && !link) return;
      event.preventDefault();
      if (files.length > 0) takeNow(files);
      else if (link) takeLinkNow(link);
    };
    const over = (event: DragEvent) => {
      if (!isGiven(event)) return;
      event.preventDefault();
      draggingNow(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) draggingNow(false);
    };
    const drop = (event: DragEvent) => {
      draggingNow(false);
      // A field that it was dropped on has it already.
      if (!isGiven(event) || event.defaultPrevented) return;
      event.preventDefault();
      const { files, link } = droppedOf(event.dataTransfer);
      if (files.length > 0) takeNow(files);
      else if (link) takeLinkNow(link);
    };
    const heard = { paste, dragstart: begin, dragend: end, dragover: over, dragleave: leave, drop };
    const each = Object.entries(heard) as [string, EventListener][];
    for (const [name, listener] of each) window.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of each) window.removeEventListener(name, listener);
    };
  }, []);
}

/** The files of a drop; where there are none, the link. */
export function droppedOf(data: DataTransfer | null): { files: File[]; link: string | null } {
  const links = (data?.getData("text/uri-list") ?? "").split(/\r?\n/).filter((line) => !line.startsWith("#"));
  return { files: [...(data?.files ?? [])], link: asLink(links[0] ?? "") };
}

const isField = (target: EventTarget | null) => target instanceof Element && target.closest("input, textarea") !== null;
