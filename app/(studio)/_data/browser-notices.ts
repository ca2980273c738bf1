"use client";

import { useCallback, useEffect, useState } from "react";

/** `dismissed`: off, and the user does not want to be offered them again. */
export type NoticeState = "unknown" | "unsupported" | "denied" | "off" | "dismissed" | "on";

const place = "nextscene_notices";
const changed = "nextscene:notices";

/** Whether this browser shows a notice when a job ends. Off until the user turns it on. */
export function noticeState(): NoticeState {
  if (!("Notification" in window) || !window.isSecureContext) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  const chosen = localStorage.getItem(place);
  if (chosen === "on" && Notification.permission === "granted") return "on";
  return chosen === "dismissed" ? "dismissed" : "off";
}

function choose(state: "on" | "dismissed"): void {
  localStorage.setItem(place, state);
  window.dispatchEvent(new Event(changed));
}

/** The state, and how to change it. The browser asks the user only after `turnOn`, which needs a click. */
export function useBrowserNotices() {
  const [state, setState] = useState<NoticeState>("unknown");
  useEffect(() => {
    const look = () => setState(noticeState());
    look();
    window.addEventListener(changed, look);
    return () => window.removeEventListener(changed, look);
  }, []);
  const turnOn = useCallback(async () => {
    choose((await Notification.requestPermission()) === "granted" ? "on" : "dismissed");
  }, []);
  const turnOff = useCallback(() => choose("dismissed"), []);
  return { state, turnOn, turnOff };
}
