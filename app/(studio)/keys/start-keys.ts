"use client";

import { useEffect, useEffectEvent, useSyncExternalStore } from "react";

const isMac = () => /Mac|iPhone|iPad/.test(navigator.platform);

/** The name of the command key: ⌘ on a Mac. */
export const useCommandKey = () =>
  useSyncExternalStore(
    () => () => {},
    () => (isMac() ? "⌘" : "Ctrl"),
    () => "Ctrl",
  );

/** Calls `start` on Ctrl + Enter or ⌘ + Enter anywhere on the page except in a dialog. Returns the keys' names. */
export function useStartKeys(start: () => void): [string, string] {
  const hear = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat || event.defaultPrevented) return;
    if (document.querySelector("[role=dialog], [role=alertdialog], [role=menu], [role=listbox]")) return;
    event.preventDefault();
    start();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => hear(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
  return [useCommandKey(), "Enter"];
}
