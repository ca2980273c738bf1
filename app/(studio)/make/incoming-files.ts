"use client";

import { useEffect, useEffectEvent } from "react";
import { asLink } from "./media-items";
import type { Given } from "./place-files";

/** Receives files and links that are pasted or dropped anywhere on the page; reports whether one is dragged over it. */
export function useIncomingFiles(take: (given: Given[]) => void, dragging: (yes: boolean) => void) {
  const takeNow = useEffectEvent(take);
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
      const given = givenOf(files, link);
      if (given.length === 0) return;
      event.preventDefault();
      takeNow(given);
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
      takeNow(droppedOf(event.dataTransfer));
    };
    const heard = { paste, dragstart: begin, dragend: end, dragover: over, dragleave: leave, drop };
    const each = Object.entries(heard) as [string, EventListener][];
    for (const [name, listener] of each) window.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of each) window.removeEventListener(name, listener);
    };
  }, []);
}

/** The files; the link when there are none. */
const givenOf = (files: File[], link: string | null): Given[] => (files.length > 0 || !link ? files : [link]);

/** What a drop brings. */
export function droppedOf(data: DataTransfer | null): Given[] {
  const links = (data?.getData("text/uri-list") ?? "").split(/\r?\n/).filter((line) => !line.startsWith("#"));
  return givenOf([...(data?.files ?? [])], asLink(links[0] ?? ""));
}

const isField = (target: EventTarget | null) => target instanceof Element && target.closest("input, textarea") !== null;
