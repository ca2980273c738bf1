"use client";

import { Switch } from "radix-ui";
import { useTranslations } from "use-intl";
import { cutShortcuts } from "../jobs/[id]/_cut/cut-shortcuts";
import { useShortcutsOn } from "./shortcuts";
import { useCommandKey } from "./start-keys";

const oneKey = [
  ["j", "next"],
  ["k", "previous"],
  ["Enter", "enter"],
  ["c", "cancel"],
  ["r", "retry"],
  ["s", "star"],
  ["x", "select"],
  ["/", "search"],
  ["n", "make"],
  ["?", "help"],
] as const;

/** All shortcuts with their effects, and the switch for single-key ones. */
export default function ShortcutList() {
  const t = useTranslations("keys");
  const [on, setOn] = useShortcutsOn();
  const command = useCommandKey();
  return (
    <>
      <dl className={`flex flex-col gap-2 ${on ? "" : "opacity-60"}`}>
        {oneKey.map(([key, name]) => (
          <Row key={key} keys={[key]} title={t(name)} />
        ))}
        <Row keys={[command, "Enter"]} title={t("start")} />
      </dl>
      <CutShortcuts isOn={on} command={command} />
      <label htmlFor="shortcuts-on" className="mt-5 flex items-center justify-between gap-4 border-t border-line pt-4">
        {t("use")}
        <Switch.Root
          id="shortcuts-on"
          checked={on}
          onCheckedChange={setOn}
          className="h-7 w-12 shrink-0 rounded-full bg-edge p-0.5 transition data-[state=checked]:bg-accent"
        >
          <Switch.Thumb className="block size-6 rounded-full bg-raised transition-transform data-[state=checked]:translate-x-5" />
        </Switch.Root>
      </label>
    </>
  );
}

/** The keys of the editor of a cut. */
function CutShortcuts({ isOn, command }: { isOn: boolean; command: string }) {
  const t = useTranslations("cut.keys");
  return (
    <>
      <h3 className="mt-5 border-t border-line pt-4 pb-2 font-medium">{t("title")}</h3>
      <dl className={`flex flex-col gap-2 ${isOn ? "" : "opacity-60"}`}>
        {cutShortcuts.map(([keys, name]) => (
          <Row key={name} keys={[...keys]} title={t(name)} />
        ))}
        <Row keys={[command, "Z"]} title={t("undo")} />
      </dl>
    </>
  );
}

function Row({ keys, title }: { keys: string[]; title: string }) {
  return (
    <div className="flex items-center justify-between gap-4">
      <dt className="text-soft">{title}</dt>
      <dd className="flex gap-1">
        {keys.map((key) => (
          <kbd
            key={key}
            className="min-w-7 rounded-md bg-sunken px-2 py-0.5 text-center font-sans text-sm font-medium ring-1 ring-line"
          >
            {key}
          </kbd>
        ))}
      </dd>
    </div>
  );
}
