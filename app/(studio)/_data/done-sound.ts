"use client";

import { useSyncExternalStore } from "react";
import { soundPlace } from "./sound-place";

const changed = "nextscene:sound";

const soundIsOn = () => localStorage.getItem(soundPlace) === "on";

/** Whether this browser plays a tone when a job ends. Off until the person turns it on. */
export function useDoneSound() {
  const isOn = useSyncExternalStore(
    (tell) => {
      window.addEventListener(changed, tell);
      return () => window.removeEventListener(changed, tell);
    },
    soundIsOn,
    () => false,
  );
  const set = (yes: boolean) => {
    localStorage.setItem(soundPlace, yes ? "on" : "off");
    window.dispatchEvent(new Event(changed));
    if (yes) playDone();
  };
  return [isOn, set] as const;
}

const notes = [
  { hertz: 587.33, at: 0 },
  { hertz: 880, at: 0.14 },
];

/** Two soft notes, made in the browser. One that plays no sound before a click on the page stays silent. */
export function playDone(): void {
  const context = new AudioContext();
  for (const { hertz, at } of notes) {
    const [tone, volume] = [context.createOscillator(), context.createGain()];
    const from = context.currentTime + at;
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(0.06, from + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.7);
    tone.connect(volume).connect(context.destination);
    tone.start(from);
    tone.stop(from + 0.7);
    tone.onended = () => at > 0 && void context.close();
  }
}
