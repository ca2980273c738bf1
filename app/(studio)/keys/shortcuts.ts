"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useSyncExternalStore } from "react";

/**
 * Single-key shortcuts. A control declares its own with `aria-keyshortcuts`; a key presses the one in the focused row,
 * else the one on the page. `j` and `k` move through the rows, elements with `data-row`.
 */
export function useShortcuts(on: boolean) {
  const router = useRouter();
  const hear = useEffectEvent((event: KeyboardEvent) => {
    if (!on || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
    const done = event.key === "j" ? walk(1) : event.key === "k" ? walk(-1) : press(event.key);
    if (done) event.preventDefault();
    else if (event.key === "/") router.push("/jobs#search");
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => hear(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
}

/** Whether the key belongs to the focused element, or to an open dialog. */
function isBusy(target: EventTarget | null): boolean {
  const typing =
    "input, textarea, select, video, audio, [contenteditable], [role=combobox], [role=menu], [role=listbox]";
  const inField = target instanceof Element && target.closest(typing) !== null;
  return inField || document.querySelector("[role=dialog], [role=alertdialog], [role=menu], [role=listbox]") !== null;
}

function walk(by: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[at === -1 ? (by === 1 ? 0 : rows.length - 1) : at + by];
  next?.querySelector<HTMLElement>("a, button")?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return next !== undefined;
}

function press(key: string): boolean {
  const wanted = `[aria-keyshortcuts="${CSS.escape(key)}"]`;
  const inRow = document.activeElement?.closest("[data-row]")?.querySelector<HTMLElement>(wanted);
  const onPage = [...document.querySelectorAll<HTMLElement>(wanted)].find((one) => !one.closest("[data-row]"));
  const found = inRow ?? onPage;
  if (found instanceof HTMLInputElement) found.focus();
  else found?.click();
  return found !== undefined;
}

const setting = "nextscene_shortcuts";
const changed = "nextscene:shortcuts";

/** Whether shortcuts are on in this browser: users who dictate, or hit keys by accident, can turn them off. */
export function useShortcutsOn() {
  const on = useSyncExternalStore(
    (tell) => {
      window.addEventListener(changed, tell);
      return () => window.removeEventListener(changed, tell);
    },
    () => localStorage.getItem(setting) !== "off",
    () => true,
  );
  const setOn = (yes: boolean) => {
    localStorage.setItem(setting, yes ? "on" : "off");
    window.dispatchEvent(new Event(changed));
  };
  return [on, setOn] as const;
}
