"use client";

import { FolderInput, Pencil, Star, StarOff, Trash2 } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { lazy, type ReactNode, Suspense, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { Job } from "@/lib/schemas/job";
import { jobLooks } from "../../_ui/status-style";
import { useKeep } from "./use-keep";

const MoveDialog = lazy(() => import("./move-dialog"));

export type MenuJob = Pick<Job, "id" | "status" | "starred" | "project">;

type Props = {
  job: MenuJob;
  trigger: ReactNode;
  onRename: () => void;
  onProblem: (sentence: string | null) => void;
  onDeleted?: () => void;
};

const item =
  "flex min-h-10 cursor-pointer items-center gap-3 rounded-xl px-3 text-sm outline-none data-highlighted:bg-sunken data-disabled:cursor-not-allowed data-disabled:opacity-60 [&_svg]:size-4 [&_svg]:text-soft";

/** A job's actions as a menu that is open at first. A job that runs cannot be deleted. */
export default function JobMenuItems({ job, trigger, onRename, onProblem, onDeleted }: Props) {
  const t = useTranslations("keep");
  const { change, changeAll } = useKeep();
  const [isOpen, setOpen] = useState(true);
  const [isMoving, setMoving] = useState(false);
  /** The field of the title gets the focus, not the button of the menu. */
  const isRenaming = useRef(false);
  const star = async () => onProblem(await change(job.id, { starred: !job.starred }));
  const move = async (project: string | null) => {
    setMoving(false);
    onProblem(await change(job.id, { project }));
  };
  const remove = async () => {
    const { done, problem } = await changeAll([job.id], "delete");
    if (problem) onProblem(problem);
    if (done.length > 0) onDeleted?.();
  };
  return (
    <>
      <DropdownMenu.Root open={isOpen} onOpenChange={setOpen} modal={false}>
        <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            align="end"
            sideOffset={6}
            collisionPadding={12}
            onCloseAutoFocus={(event) => {
              if (!isRenaming.current) return;
              isRenaming.current = false;
              event.preventDefault();
              onRename();
            }}
            className="z-30 min-w-52 rounded-2xl bg-raised p-1.5 shadow-lift ring-1 ring-line"
          >
            <DropdownMenu.Item className={item} onSelect={star}>
              {job.starred ? <StarOff aria-hidden /> : <Star aria-hidden />}
              {job.starred ? t("unstar") : t("star")}
            </DropdownMenu.Item>
            <DropdownMenu.Item
              className={item}
              onSelect={() => {
                isRenaming.current = true;
              }}
            >
              <Pencil aria-hidden />
              {t("rename")}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={item} onSelect={() => setMoving(true)}>
              <FolderInput aria-hidden />
              {t("move")}
            </DropdownMenu.Item>
            <DropdownMenu.Separator className="my-1 h-px bg-line" />
            <DropdownMenu.Item
              className={`${item} text-bad [&_svg]:text-bad!`}
              disabled={!jobLooks[job.status].ended}
              onSelect={remove}
            >
              <Trash2 aria-hidden />
              {t("delete")}
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {isMoving && (
        <Suspense>
          <MoveDialog project={job.project} onMove={move} onClose={() => setMoving(false)} />
        </Suspense>
      )}
    </>
  );
}
