"use client";

import { Search } from "lucide-react";
import { ToggleGroup } from "radix-ui";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { Model } from "@/lib/schemas/job";
import { SelectBox } from "../_ui/select-box";
import { statuses } from "../_ui/status-style";
import type { JobFilter } from "./job-filter";

type Props = { filter: JobFilter; models: Model[]; onChange: (filter: JobFilter) => void };

const any = "any";
const typingMs = 250;

/** The filters by state, workflow and text. */
export function JobFilters({ filter, models, onChange }: Props) {
  const t = useTranslations();
  const choices = models.map(({ id, title }) => ({ value: id, title }));
  return (
    <search className="flex flex-col gap-3">
      <div className="flex flex-col gap-3 sm:flex-row">
        <SearchBox q={filter.q ?? ""} onChange={(q) => onChange({ ...filter, q: q || undefined })} />
        <div className="sm:w-64">
          <SelectBox
            label={t("jobs.model")}
            value={filter.model ?? any}
            groups={[{ title: null, choices: [{ value: any, title: t("jobs.anyModel") }, ...choices] }]}
            onChange={(model) => onChange({ ...filter, model: model === any ? undefined : model })}
          />
        </div>
      </div>
      <ToggleGroup.Root
        type="single"
        aria-label={t("jobs.state")}
        value={filter.status ?? any}
        onValueChange={(value) => onChange({ ...filter, status: statuses.find((status) => status === value) })}
        className="-mx-4 flex gap-1.5 overflow-x-auto px-4 py-1 [scrollbar-width:none] sm:mx-0 sm:flex-wrap sm:px-0"
      >
        {([any, ...statuses] as const).map((status) => (
          <ToggleGroup.Item
            key={status}
            value={status}
            className="min-h-9 shrink-0 rounded-full px-3.5 text-sm font-medium text-soft ring-1 ring-line ring-inset hover:bg-sunken hover:text-ink data-[state=on]:bg-ink data-[state=on]:text-paper data-[state=on]:ring-ink"
          >
            {status === any ? t("jobs.anyState") : t(`status.job.${status}`)}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
    </search>
  );
}

/** Searches while the user types, after a short pause. `/` focuses it from anywhere. */
function SearchBox({ q, onChange }: { q: string; onChange: (q: string) => void }) {
  const t = useTranslations("jobs");
  const [text, setText] = useState(q);
  const [asked, setAsked] = useState(q);
  if (asked !== q) {
    setAsked(q);
    if (q === "") setText("");
  }
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (location.hash === "#search") input.current?.focus();
    return () => clearTimeout(timer.current);
  }, []);
  const type = (value: string) => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(value.trim()), typingMs);
  };
  return (
    <div className="relative flex-1">
      <Search aria-hidden className="pointer-events-none absolute top-3.5 left-3.5 size-4 text-faint" />
      <input
        ref={input}
        id="search"
        type="search"
        aria-label={t("search")}
        aria-keyshortcuts="/"
        placeholder={t("searchHint")}
        maxLength={200}
        value={text}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur();
        }}
        className="min-h-11 w-full rounded-xl bg-raised pr-3 pl-10 ring-1 ring-edge ring-inset placeholder:text-faint"
      />
    </div>
  );
}
