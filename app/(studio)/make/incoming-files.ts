"use client";

import { useEffect, useEffectEvent } from "react";
import { asLink } from "./media-items";

/** Receives files and links that are pasted or dropped anywhere on the page; reports whether one is dragged over it. */
export function useIncomingFiles(
  take: (files: File[]) => void,
  takeLink: (url: string) => void,
  dragging: (yes: boolean) => void,
) {
  const takeNow = useEffectEvent(take);
  const takeLinkNow = useEffectEvent(takeLink);
  const draggingNow = useEffectEvent(dragging);

  useEffect(() => {
    /** True while the user drags something of this page, such as a picture or a link: it is not an input. */
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
      // In a text field the text is pasted, although spreadsheets and word processors add a picture of it.
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
      // The field under the pointer has handled the drop already.
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

/** The files of a drop; the link when there are none. */
export function droppedOf(data: DataTransfer | null): { files: File[]; link: string | null } {
  const links = (data?.getData("text/uri-list") ?? "").split(/\r?\n/).filter((line) => !line.startsWith("#"));
  return { files: [...(data?.files ?? [])], link: asLink(links[0] ?? "") };
}

const isField = (target: EventTarget | null) => target instanceof Element && target.closest("input, textarea") !== null;
