"use client";

import { ArrowLeft, ArrowRight, Copy, Trash2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { Act } from "@/app/(studio)/_ui/act";
import { ChoiceField, TextField } from "../_story/story-field";
import { joinKinds } from "./cut-types";
import { CheckField, LevelField, SecondsField } from "./fields";
import type { Place } from "./film-places";
import { longestJoin, setJoin, setShot, trimShot } from "./shot-edits";
import { useShotNames } from "./shot-names";
import type { Editing } from "./use-cut";
import type { TimelineState } from "./use-timeline";

type Props = { editing: Editing; timeline: TimelineState; place: Place };

const usualJoin = 0.6;

/** The selected shot: its part of the clip, its sound, how it joins the next shot, and where it is. */
export function ShotPanel({ editing, timeline, place }: Props) {
  const t = useTranslations("cut");
  const nameOf = useShotNames();
  const { change, cut, errors, material } = editing;
  const { shot, index, source, from, to, narration } = place;
  const { id, join } = shot;
  const count = cut.shots.length;
  const most = source?.seconds ?? to;
  const at = (field: string) => errors.get(`/shots/${index}/${field}`);
  const about = (field: string) => `${field} of ${id}`;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-start justify-between gap-2">
        <p className="min-w-0">
          <span className="block font-semibold">{t("shotCount", { n: index + 1, count })}</span>
          <span className="block truncate text-sm text-soft">{nameOf(shot.clip, material)}</span>
        </p>
        <div className="-mr-2 flex">
          <Act label={t("moveLeft", { n: index + 1 })} isOff={index === 0} onPress={() => timeline.move(id, index - 1)}>
            <ArrowLeft aria-hidden />
          </Act>
          <Act
            label={t("moveRight", { n: index + 1 })}
            isOff={index === count - 1}
            onPress={() => timeline.move(id, index + 1)}
          >
            <ArrowRight aria-hidden />
          </Act>
          <Act label={t("duplicate", { n: index + 1 })} onPress={() => timeline.duplicate(id)}>
            <Copy aria-hidden />
          </Act>
          <Act label={t("remove", { n: index + 1 })} isOff={count === 1} onPress={() => timeline.remove(id)}>
            <Trash2 aria-hidden />
          </Act>
        </div>
      </div>
      <div className="grid grid-cols-2 gap-3">
        <SecondsField
          label={t("from")}
          value={from}
          min={0}
          max={most}
          problem={at("from")}
          onChange={(seconds) => change((now) => trimShot(now, id, { from: seconds }, source), about("from"))}
        />
        <SecondsField
          label={t("to")}
          value={to}
          min={0}
          max={most}
          problem={at("to") ?? at("clip")}
          onChange={(seconds) => change((now) => trimShot(now, id, { to: seconds }, source), about("to"))}
        />
      </div>
      {index < count - 1 && (
        <div className="grid grid-cols-2 gap-3">
          <ChoiceField
            id={`join-${id}`}
            label={t("join", { n: index + 2 })}
            value={join.kind}
            readOnly={false}
            choices={joinKinds.map((kind) => ({ id: kind, title: t(`kind.${kind}`) }))}
            onChange={(kind) => change((now) => setJoin(now, id, { kind, seconds: join.seconds || usualJoin }))}
          />
          {join.kind !== "cut" && (
            <SecondsField
              label={t("joinSeconds")}
              value={join.seconds}
              min={0.1}
              max={longestJoin}
              problem={at("join/seconds")}
              onChange={(seconds) => change((now) => setJoin(now, id, { ...join, seconds }), about("join"))}
            />
          )}
        </div>
      )}
      {source?.hasSound !== false && (
        <LevelField
          label={t("ownSound")}
          value={shot.volume}
          onChange={(volume) => change((now) => setShot(now, id, { volume }), about("volume"))}
        />
      )}
      {(narration || typeof shot.text === "string") && (
        <TextField
          id={`text-${id}`}
          label={t("shotText")}
          value={shot.text ?? ""}
          most={2000}
          readOnly={false}
          problem={at("text")}
          onChange={(text) => change((now) => setShot(now, id, { text: text || null }), about("text"))}
        />
      )}
      {narration && (
        <CheckField
          label={t("narrated", { s: narration.seconds })}
          checked
          onChange={() => change((now) => setShot(now, id, { narration: null }))}
        />
      )}
    </div>
  );
}
