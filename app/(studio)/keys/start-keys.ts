"use client";

import { useEffect, useEffectEvent, useSyncExternalStore } from "react";

const isMac = () => /Mac|iPhone|iPad/.test(navigator.platform);

/** The name of the key that commands are given with: ⌘ on a Mac. */
export const useCommandKey = () =>
  useSyncExternalStore(
    () => () => {},
    () => (isMac() ? "⌘" : "Ctrl"),
    () => "Ctrl",
  );

/** Starts on Ctrl + Enter or ⌘ + Enter, pressed anywhere on the page but in a window over it. Gives the keys' names. */
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
