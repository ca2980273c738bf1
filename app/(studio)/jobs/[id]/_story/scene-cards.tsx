"use client";

import { Plus } from "lucide-react";
import { type KeyboardEvent, useEffect, useMemo } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/app/(studio)/_ui/button";
import { shapeOf } from "@/app/(studio)/jobs/job-picture";
import { parseScenes } from "@/lib/scenes/parse-scenes";
import type { Job, Model } from "@/lib/schemas/job";
import { type Scene, seenOfNumber } from "../_stage/scenes";
import {
  addAfter,
  asEdited,
  asOutput,
  canSplit,
  changeCard,
  checkedCards,
  type EditedCard,
  excerptOf,
  settled,
  splitAt,
} from "./cards";
import { EditBar } from "./edit-bar";
import { SceneText } from "./scene-text";
import { writtenStep } from "./story-steps";
import { useAnnouncer } from "./use-announcer";
import { type DocumentKind, type Editing, useDocument } from "./use-document";
import { useRows } from "./use-rows";

type Scenes = NonNullable<Model["scenes"]>;
/** `pictures`: the shots of the film, whose pictures the cards show. */
type Props = {
  job: Job;
  scenes: Scenes;
  pictures: Scene[];
  onSaved: () => Promise<void>;
  onUnsaved: (step: string, isUnsaved: boolean) => void;
};

/** The scenes of a film as cards with one text each, for a workflow whose step writes them as one text. */
export default function SceneCards({ job, scenes, pictures, onSaved, onUnsaved }: Props) {
  const t = useTranslations("story");
  const { step, most } = scenes;
  const kind = useMemo(
    (): DocumentKind<EditedCard[]> => ({
      ...{ step, write: asOutput, settled, fieldOf: () => "" },
      read: async (job) => asEdited(parseScenes(writtenStep(job, step)?.text ?? "", most)),
      faultsOf: (cards) =>
        checkedCards(cards).flatMap(({ fault }, i) => {
          const text = fault?.kind === "changed" ? excerptOf(fault.read, cards[i]?.text ?? "") : "";
          return fault ? [[cards[i]?.id ?? "", t(`cardFault.${fault.kind}`, { text })]] : [];
        }),
    }),
    [step, most, t],
  );
  const editing = useDocument(job, kind, onSaved);
  const isChanged = editing?.isChanged ?? false;
  useEffect(() => onUnsaved(step, isChanged), [step, isChanged, onUnsaved]);
  if (!editing) return <div className="shimmer h-96 rounded-3xl" />;
  return <Cards job={job} most={most} pictures={pictures} editing={editing} />;
}

type CardsProps = Pick<Props, "job" | "pictures"> & { most: number; editing: Editing<EditedCard[]> };

function Cards({ job, most, pictures, editing }: CardsProps) {
  const t = useTranslations("story");
  const { announce, region } = useAnnouncer();
  const { value: cards, base, change, problemOf, isOpen } = editing;
  const isFull = cards.length >= most;
  const { root, act, onKeyDown } = useRows({
    ...{ rows: cards, change, editing, announce },
    nameOf: (place) => t("scene", { n: place + 1 }),
    full: isFull ? t("fullFilm", { most }) : null,
    split: (place, caret) => splitAt(cards, place, caret),
    add: (place) => addAfter(cards, place),
  });
  /** A card is one paragraph: Enter writes no line break, and with Ctrl it splits the card. */
  const onEnter = (event: KeyboardEvent<HTMLElement>) => {
    const { key, target, nativeEvent, ctrlKey, metaKey } = event;
    if (key !== "Enter" || nativeEvent.isComposing || !(target instanceof HTMLTextAreaElement)) return;
    event.preventDefault();
    const id = target.closest("[data-row-id]")?.getAttribute("data-row-id");
    if (id && isOpen && (ctrlKey || metaKey) && canSplit(target.value)) act(id, "split");
  };
  const checked = checkedCards(cards);
  return (
    <section aria-labelledby="scenes">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the controls in it */}
      <div
        ref={root}
        onKeyDown={(event) => {
          onEnter(event);
          onKeyDown(event);
        }}
        className="@container flex min-w-0 flex-col gap-3 rounded-3xl bg-raised p-4 ring-1 ring-line sm:p-5"
      >
        <EditBar
          editing={editing}
          save={t("saveScenes")}
          announce={announce}
          heading={
            <h2 id="scenes" className="text-xl font-semibold tracking-tight">
              {t("scenes")}
            </h2>
          }
        >
          <p className="text-sm text-soft tabular-nums">{t("count", { count: cards.length, most })}</p>
        </EditBar>
        <div className="grid gap-3 @xl:grid-cols-2 @3xl:grid-cols-3">
          <ol aria-label={t("scenes")} className="contents">
            {cards.map(({ id, text }, i) => {
              const number = base.findIndex((one) => one.id === id) + 1;
              const fault = checked[i]?.fault;
              const problem = problemOf(id);
              return (
                <SceneText
                  key={id}
                  {...{ id, text, problem, isFull, place: i, count: cards.length, readOnly: !isOpen }}
                  read={problem && fault?.kind === "changed" ? fault.read : null}
                  seen={seenOfNumber(pictures, number)}
                  isOld={base[number - 1]?.text !== text}
                  shape={shapeOf(job)}
                  onChange={(text, about) => change(changeCard(cards, id, text), about && `${id}/${about}`)}
                  onAct={(what) => act(id, what)}
                />
              );
            })}
          </ol>
          {isOpen && !isFull && (
            <Button
              kind="quiet"
              className="min-h-12 rounded-2xl border border-dashed border-edge/60"
              onClick={() => act(cards.at(-1)?.id ?? "", "add")}
            >
              <Plus aria-hidden />
              {t("addCard")}
            </Button>
          )}
        </div>
        {isOpen && <p className="text-sm text-pretty text-faint pointer-coarse:hidden">{t("hintCards")}</p>}
        {region}
      </div>
    </section>
  );
}
