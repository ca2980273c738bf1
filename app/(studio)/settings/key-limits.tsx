"use client";

import { type FormEvent, useId, useState } from "react";
import { useTranslations } from "use-intl";
import type { KeyObject, Limits, OwnLimits } from "@/lib/schemas/key";
import { Button } from "../_ui/button";
import { Dialog } from "../_ui/dialog";
import { limitKey } from "./account";
import { box } from "./section";

type Props = { item: KeyObject; change: <A>(asked: Promise<A>) => void };

const fields = [
  ["requestsPerMinute", 1, 1],
  ["concurrentJobs", 1, 1],
  ["dailyBudget", 0, "any"],
] as const;

/** The limits of a key, edited in a dialog. An empty field means the installation's limit. */
export function KeyLimits({ item: key, change }: Props) {
  const t = useTranslations("settings.keys");
  const [open, setOpen] = useState(false);
  const id = useId();
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const given = fields.map(([name]) => [name, form.get(name) === "" ? null : Number(form.get(name))] as const);
    const changed: OwnLimits = Object.fromEntries(given.filter(([name, value]) => value !== key.limits[name]));
    setOpen(false);
    if (Object.keys(changed).length > 0) change(limitKey(key.id, changed));
  };
  return (
    <Dialog
      title={t("limitsOne", { name: key.name })}
      close={t("close")}
      open={open}
      onOpenChange={setOpen}
      trigger={<Button aria-label={t("limitsOne", { name: key.name })}>{t("limits")}</Button>}
    >
      <form onSubmit={save} className="flex flex-col gap-4">
        <p className="text-sm text-pretty text-soft">{t("limitsText")}</p>
        {fields.map(([name, min, step]) => (
          <label key={name} htmlFor={`${id}-${name}`} className="flex flex-col gap-1.5 text-sm font-medium">
            {t(`limit.${name}`)}
            <input
              id={`${id}-${name}`}
              name={name}
              type="number"
              min={min}
              step={step}
              max={1_000_000}
              defaultValue={key.limits[name satisfies keyof Limits] ?? ""}
              placeholder={t("noLimit")}
              className={`${box} text-base font-normal`}
            />
          </label>
        ))}
        <Button kind="main" type="submit" className="mt-2">
          {t("save")}
        </Button>
      </form>
    </Dialog>
  );
}
