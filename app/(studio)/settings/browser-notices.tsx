"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { useBrowserNotices } from "../_data/browser-notices";
import { useDoneSound } from "../_data/done-sound";
import { Button } from "../_ui/button";

/** Turns the notices and the sound of this browser on and off. */
export function BrowserNotices() {
  const t = useTranslations("notices");
  const say = useTranslations("watch.sound");
  const [isLoud, setLoud] = useDoneSound();
  const { state, turnOn, turnOff } = useBrowserNotices();
  const isBlocked = state === "denied" || state === "unsupported";
  return (
    <>
      <Row title={t("title")} text={t(isBlocked ? state : "text")}>
        {!isBlocked && (
          <Button disabled={state === "unknown"} onClick={state === "on" ? turnOff : turnOn}>
            {t(state === "on" ? "turnOff" : "turnOn")}
          </Button>
        )}
      </Row>
      <Row title={say("title")} text={say("text")}>
        <Button onClick={() => setLoud(!isLoud)}>{say(isLoud ? "turnOff" : "turnOn")}</Button>
      </Row>
    </>
  );
}

function Row({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line pt-5">
      <div className="flex min-w-0 flex-1 basis-64 flex-col gap-1">
        <h3 className="text-sm font-medium">{title}</h3>
        <p className="text-sm text-pretty text-soft">{text}</p>
      </div>
      {children}
    </div>
  );
}
