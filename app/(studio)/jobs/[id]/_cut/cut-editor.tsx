"use client";

import { lazy, type ReactNode, Suspense, useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { LiveJob } from "@/app/(studio)/_data/apply-event";
import { useAnnouncer } from "../_story/use-announcer";
import { AddClipButton } from "./add-clip-button";
import { useCutKeys } from "./cut-keys";
import { DownloadsButton } from "./downloads-button";
import { editedOf } from "./edited-cut";
import { JoinBar, Problems } from "./join-bar";
import { PartTabs } from "./part-tabs";
import type { Part } from "./parts";
import { Player } from "./player";
import { createPlayhead } from "./playhead";
import { ShotPanel } from "./shot-panel";
import { Timeline } from "./timeline";
import { TitlePanel } from "./title-panel";
import { Transport } from "./transport";
import type { Editing } from "./use-cut";
import { useTimeline } from "./use-timeline";
import { VersionsButton } from "./versions-button";

/** Loaded when they are first opened. */
const AddClip = lazy(() => import("./add-clip"));
const SoundPanel = lazy(() => import("./sound-panel"));
const SubtitlesPanel = lazy(() => import("./subtitles-panel"));
const Versions = lazy(() => import("./versions"));
const Downloads = lazy(() => import("./downloads"));

type Opened = { add?: true; versions?: true; downloads?: true };

type Props = { job: LiveJob; editing: Editing; onChanged: () => void; heading: ReactNode };

/** The desk of a cut: preview and fields side by side, the timeline below. */
export function CutEditor({ job, editing, onChanged, heading }: Props) {
  const t = useTranslations("cut");
  const [playhead] = useState(createPlayhead);
  const [part, setPart] = useState<Part>("shot");
  const [opened, setOpened] = useState<Opened>({});
  const { announce, region } = useAnnouncer();
  const timeline = useTimeline(editing, playhead, announce);
  const { undo, redo, change, join, film, answer } = editing;
  const stepBack = (what: "undo" | "redo") => {
    const go = what === "undo" ? undo : redo;
    if (!go) return;
    go();
    announce(t(what === "undo" ? "undone" : "redone"));
  };
  useCutKeys({ act: timeline.act, undo: () => stepBack("undo"), redo: () => stepBack("redo") });
  const joinNow = async () => announce(t((await join()) ? "joinBegun" : "refused"));
  const shown = useRef(answer.film.take);
  const sayJoined = useEffectEvent((take: number) => announce(t("joined", { n: take })));
  useEffect(() => {
    if (shown.current !== answer.film.take) sayJoined(answer.film.take);
    shown.current = answer.film.take;
  }, [answer.film.take]);
  const open = (what: keyof Opened) => setOpened((now) => ({ ...now, [what]: true }));
  const { cut: joined } = answer;
  const hasSubtitles = joined.subtitles.length > 0 || joined.shots.some(({ text }) => text);
  const panels = {
    shot: timeline.selected && (
      <ShotPanel key={timeline.selected.shot.id} {...{ editing, timeline }} place={timeline.selected} />
    ),
    title: <TitlePanel editing={editing} />,
    sound: <SoundPanel {...{ editing, playhead }} />,
    subtitles: <SubtitlesPanel {...{ editing, playhead, announce }} />,
  };
  return (
    <div className="flex flex-col gap-3 [--film-height:42dvh] lg:-mt-5 lg:[--film-height:max(12rem,calc(100dvh-28rem))]">
      {region}
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        {heading}
        <div className="-ml-4 flex flex-wrap lg:ml-auto">
          <Suspense fallback={<VersionsButton count={answer.takes.length} />}>
            {opened.versions ? (
              <Versions
                {...{ job, editing }}
                onChosen={onChanged}
                onOpen={(cut, version) => {
                  change(() => editedOf(cut));
                  announce(t("opened", { n: version }));
                }}
              />
            ) : (
              <VersionsButton count={answer.takes.length} onClick={() => open("versions")} />
            )}
          </Suspense>
          <Suspense fallback={<DownloadsButton />}>
            {opened.downloads ? (
              <Downloads {...{ job, playhead }} take={answer.film.take} hasSubtitles={hasSubtitles} />
            ) : (
              <DownloadsButton onClick={() => open("downloads")} />
            )}
          </Suspense>
        </div>
        <JoinBar
          {...{ job, editing }}
          onUndo={() => stepBack("undo")}
          onRedo={() => stepBack("redo")}
          onJoin={() => void joinNow()}
        />
      </div>
      <Problems {...{ job, editing }} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="flex min-w-0 flex-col gap-3">
          <Player {...{ editing, playhead }} onBroken={editing.renew} />
          <Transport playhead={playhead} seconds={film.seconds} onAct={timeline.act} />
        </div>
        <div className="order-last min-w-0 lg:order-none lg:row-span-1">
          <PartTabs part={part} onPart={setPart}>
            <Suspense fallback={<div className="shimmer h-40 rounded-2xl" />}>{panels[part]}</Suspense>
          </PartTabs>
        </div>
        <div className="min-w-0 lg:col-span-2">
          <Timeline {...{ editing, playhead, timeline }} onOpen={setPart}>
            <Suspense fallback={<AddClipButton />}>
              {opened.add ? <AddClip {...{ editing, timeline }} /> : <AddClipButton onClick={() => open("add")} />}
            </Suspense>
          </Timeline>
        </div>
      </div>
    </div>
  );
}
