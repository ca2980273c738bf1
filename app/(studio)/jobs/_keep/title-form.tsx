"use client";

import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { useKeep } from "./use-keep";

type Props = { id: string; title: string; className?: string; onDone: (problem: string | null) => void };

/** The title of a job as a field: Enter or leaving it saves, Escape does not. Without a text the prompt is the title. */
export default function TitleForm({ id, title, className = "", onDone }: Props) {
  const t = useTranslations("keep");
  const { change } = useKeep();
  const [text, setText] = useState(title.slice(0, 120));
  const field = useRef<HTMLInputElement>(null);
  const isOver = useRef(false);
  useEffect(() => field.current?.select(), []);
  const end = async (isSaved: boolean) => {
    if (isOver.current) return;
    isOver.current = true;
    const said = text.trim();
    onDone(isSaved && said !== title ? await change(id, { title: said === "" ? null : said }) : null);
  };
  return (
    <input
      ref={field}
      aria-label={t("titleOf")}
      maxLength={120}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => void end(true)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        void end(event.key === "Enter");
      }}
      className={`min-h-9 w-full min-w-0 rounded-lg bg-raised px-2 ring-1 ring-edge ring-inset ${className}`}
    />
  );
}
