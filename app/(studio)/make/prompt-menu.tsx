"use client";

import { History, X } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { DropDown } from "../_ui/drop-down";
import { readPrompts, removePrompt } from "./prompt-history";

type Props = { owner: string; onChoose: (text: string) => void };

/** The earlier sentences of this browser: to search, to use again, to remove. */
export function PromptMenu(props: Props) {
  const t = useTranslations("make.history");
  return (
    <DropDown
      trigger={<History aria-hidden className="size-4" />}
      label={t("title")}
      from="right"
      className="grid size-8 place-items-center rounded-lg text-soft hover:bg-sunken hover:text-ink"
    >
      {(close) => <Prompts {...props} close={close} />}
    </DropDown>
  );
}

function Prompts({ owner, onChoose, close }: Props & { close: () => void }) {
  const t = useTranslations("make.history");
  const [texts, setTexts] = useState(() => readPrompts(owner));
  const [search, setSearch] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const found = texts.filter((text) => text.toLowerCase().includes(search.trim().toLowerCase()));
  return (
    <>
      <input
        ref={field}
        // biome-ignore lint/a11y/noAutofocus: the panel opened for this field
        autoFocus
        type="search"
        aria-label={t("search")}
        placeholder={t("search")}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        className="min-h-10 rounded-xl bg-raised px-3.5 text-sm ring-1 ring-edge ring-inset placeholder:text-faint"
      />
      {found.length === 0 && <p className="py-1 text-sm text-soft">{t(texts.length === 0 ? "empty" : "none")}</p>}
      <ul className="-mx-2 flex max-h-72 flex-col overflow-y-auto">
        {found.map((text) => (
          <li key={text} className="flex items-start gap-1 rounded-xl hover:bg-sunken">
            <button
              type="button"
              onClick={() => {
                onChoose(text);
                close();
              }}
              className="min-h-9 min-w-0 flex-1 rounded-xl px-2 py-2 text-left text-sm"
            >
              <span className="line-clamp-2 [overflow-wrap:anywhere]">{text}</span>
            </button>
            <button
              type="button"
              aria-label={t("remove", { text: text.slice(0, 60) })}
              onClick={() => {
                removePrompt(owner, text);
                setTexts(readPrompts(owner));
                field.current?.focus();
              }}
              className="grid size-9 shrink-0 place-items-center rounded-lg text-faint hover:text-ink"
            >
              <X aria-hidden className="size-4" />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
