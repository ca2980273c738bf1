"use client";

import { useMemo } from "react";
import { useFormatter, useTranslations } from "use-intl";

/** Formats times in the page's language. */
export function useTimeWords() {
  const t = useTranslations("time");
  const format = useFormatter();
  return useMemo(() => {
    /** 4.2 → "4 s", 95 → "1 min 35 s", 1500 → "25 min", 3700 → "1 h 2 min". */
    const duration = (seconds: number): string => {
      const s = Math.max(0, Math.round(seconds));
      const all = Math.floor(s / 60);
      const m = Math.round((s % 3600) / 60);
      const h = String(Math.floor(s / 3600));
      if (s < 60) return t("seconds", { s: String(s) });
      if (s < 300 && s % 60 > 0) return t("minutesSeconds", { m: String(all), s: String(s % 60) });
      if (s < 3570) return t("minutes", { m: String(Math.round(s / 60)) });
      return m > 0 && m < 60 ? t("hoursMinutes", { h, m: String(m) }) : t("hours", { h: String(Math.round(s / 3600)) });
    };
    /** "just now", "5 minutes ago", "yesterday". */
    const ago = (time: string, now: number): string => {
      const seconds = (now - Date.parse(time)) / 1000;
      return seconds < 60 ? t("justNow") : format.relativeTime(new Date(time), { now: new Date(now) });
    };
    const clockTime = (time: string) => format.dateTime(new Date(time), { timeStyle: "medium" });
    /** 14:05. */
    const shortTime = (time: string) => format.dateTime(new Date(time), { timeStyle: "short" });
    /** 5 Dec, 14:05. */
    const dayTime = (time: string) => format.dateTime(new Date(time), { dateStyle: "medium", timeStyle: "short" });
    return { duration, ago, clockTime, shortTime, dayTime };
  }, [t, format]);
}

/** The length of a film as players show it: 15.2 → "0:15". */
export function clock(seconds: number): string {
  const s = Math.round(seconds);
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
}

export const secondsBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1000;
