"use client";

import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { getStoryboard } from "@/app/(studio)/_data/api";
import { shapeOf } from "@/app/(studio)/jobs/job-picture";
import type { Job } from "@/lib/schemas/job";
import { filmSeconds, mostShots, shotSeconds } from "@/lib/story/limits";
import { EditBar } from "./edit-bar";
import { ShotRow, shotColumns } from "./shot-row";
import { ShotStrip } from "./shot-strip";
import { addAfter, asEdited, asStoryboard, changeShot, type EditedShot, shotFieldOf, splitAt } from "./shots";
import { Total } from "./total";
import { useAnnouncer } from "./use-announcer";
import { type DocumentKind, type Editing, useDocument } from "./use-document";
import { useRows } from "./use-rows";

const board: DocumentKind<EditedShot[]> = {
  step: "storyboard",
  read: async (job) => asEdited((await getStoryboard(job.id)).document),
  write: asStoryboard,
  fieldOf: shotFieldOf,
  settled: (edited) => asEdited(asStoryboard(edited)),
};

type Props = { job: Job; onSaved: () => Promise<void>; onUnsaved: (step: string, isUnsaved: boolean) => void };

/** The storyboard: a strip of cards and a table of the same shots. */
export function BoardEditor({ job, onSaved, onUnsaved }: Props) {
  const editing = useDocument(job, board, onSaved);
  const isChanged = editing?.isChanged ?? false;
  useEffect(() => onUnsaved(board.step, isChanged), [isChanged, onUnsaved]);
  return editing ? <Shots job={job} editing={editing} /> : <div className="shimmer h-96 rounded-3xl" />;
}

function Shots({ job, editing }: { job: Job; editing: Editing<EditedShot[]> }) {
  const t = useTranslations("story");
  const { announce, region } = useAnnouncer();
  const [current, setCurrent] = useState<string | null>(null);
  const { value: edited, change, problemOf, isOpen } = editing;
  const { duration, longest_shot: longest } = job.options;
  const longestShot = typeof longest === "number" ? longest : shotSeconds.max;
  const { root, act, move, onKeyDown, focusRow } = useRows({
    ...{ rows: edited, change, editing, announce },
    nameOf: (place) => t("shot", { n: place + 1 }),
    full: edited.length >= mostShots ? t("full", { most: mostShots }) : null,
    split: (place) => splitAt(edited, place),
    add: (place) => addAfter(edited, place, longestShot),
  });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the controls in it
    <div
      ref={root}
      onKeyDown={onKeyDown}
      className="flex flex-col gap-4 rounded-3xl bg-raised p-4 ring-1 ring-line sm:p-5"
    >
      <EditBar editing={editing} save={t("saveBoard")} announce={announce}>
        <Total
          parts={edited.map(({ shot }) => shot)}
          asked={Number(duration) || filmSeconds.default}
          isChanged={editing.isChanged}
        />
      </EditBar>
      <ShotStrip
        edited={edited}
        base={editing.base}
        job={job}
        shape={shapeOf(job)}
        current={current}
        readOnly={!isOpen}
        onOpen={(id) => {
          setCurrent(id);
          focusRow(id);
        }}
        onMove={move}
      />
      <div aria-hidden className={`hidden gap-3 px-2 text-xs font-medium text-faint xl:grid ${shotColumns}`}>
        <span />
        {(["description", "dialogue", "scene_number", "duration", "shot_type", "camera_movement"] as const).map(
          (key) => (
            <span key={key}>{t(`field.${key}`)}</span>
          ),
        )}
        <span className="w-48" />
      </div>
      <ol aria-label={t("table")} className="-mt-2 flex flex-col gap-3 xl:gap-2">
        {edited.map((one, i) => (
          <ShotRow
            key={one.id}
            edited={one}
            place={i}
            count={edited.length}
            isCurrent={one.id === current}
            readOnly={!isOpen}
            longestShot={longestShot}
            problemOf={problemOf}
            onChange={(changed, about) => change(changeShot(edited, one.id, changed), about && `${one.id}/${about}`)}
            onAct={(what) => act(one.id, what)}
            onFocus={() => setCurrent(one.id)}
          />
        ))}
      </ol>
      {isOpen && <p className="text-sm text-faint">{t("hint")}</p>}
      {region}
    </div>
  );
}
