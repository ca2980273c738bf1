"use client";

import { Dialog } from "radix-ui";
import { useEffect, useId, useState } from "react";
import { useTranslations } from "use-intl";
import type { Project } from "@/lib/schemas/keep";
import { listProjects } from "../../_data/api";
import { Button } from "../../_ui/button";

type Props = { project: string | null; onMove: (project: string | null) => void; onClose: () => void };

/** Asks for the project of jobs: one that is there, a new one, or none. */
export default function MoveDialog({ project, onMove, onClose }: Props) {
  const t = useTranslations("keep");
  const id = useId();
  const [name, setName] = useState(project ?? "");
  const [projects, setProjects] = useState<Project[]>([]);
  useEffect(() => {
    listProjects().then(
      ({ data }) => setProjects(data),
      () => {}, // a name can be typed all the same
    );
  }, []);
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 bg-black/60 backdrop-blur-sm" />
        <Dialog.Content className="fixed top-1/2 left-1/2 z-40 max-h-[calc(100dvh-2rem)] w-[min(26rem,calc(100vw-2rem))] -translate-1/2 overflow-y-auto rounded-3xl bg-raised p-6 shadow-lift ring-1 ring-line">
          <form
            className="flex flex-col gap-3"
            onSubmit={(event) => {
              event.preventDefault();
              onMove(name.trim() === "" ? null : name.trim());
            }}
          >
            <Dialog.Title className="text-xl font-semibold">{t("moveTitle")}</Dialog.Title>
            <Dialog.Description className="text-sm text-soft">{t("moveHint")}</Dialog.Description>
            <label htmlFor={id} className="text-sm font-medium">
              {t("moveName")}
            </label>
            <input
              id={id}
              maxLength={80}
              value={name}
              onChange={(event) => setName(event.target.value)}
              className="min-h-11 rounded-xl bg-raised px-3.5 ring-1 ring-edge ring-inset"
            />
            {projects.length > 0 && (
              <ul className="flex flex-wrap gap-1.5" aria-label={t("project")}>
                {projects.map((one) => (
                  <li key={one.id} className="max-w-full">
                    <button
                      type="button"
                      dir="auto"
                      aria-pressed={one.name === name}
                      onClick={() => setName(one.name)}
                      className="max-w-full truncate rounded-full px-3 py-1.5 text-sm ring-1 ring-line ring-inset hover:bg-sunken aria-pressed:bg-ink aria-pressed:text-paper"
                    >
                      {one.name}
                    </button>
                  </li>
                ))}
              </ul>
            )}
            <div className="mt-2 flex justify-end gap-2">
              <Dialog.Close asChild>
                <Button>{t("moveClose")}</Button>
              </Dialog.Close>
              <Button kind="main" type="submit">
                {t("moveYes")}
              </Button>
            </div>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
