"use client";

import { SlidersHorizontal, Star, X } from "lucide-react";
import { ToggleGroup } from "radix-ui";
import { lazy, Suspense, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { Model } from "@/lib/schemas/job";
import { chip } from "../_ui/chip";
import { SearchBox } from "../_ui/search-box";
import { SelectBox } from "../_ui/select-box";
import { statuses } from "../_ui/status-style";
import type { JobFilter } from "./job-filter";

/** `onChange` gets only what changes. */
type Props = { filter: JobFilter; models: Model[]; onChange: (part: JobFilter) => void };

const any = "any";

/** Loaded when a person wants them. */
const MoreFilters = lazy(() => import("./_keep/more-filters"));

/** The filters by state, workflow, star and text; the others are folded away. */
export function JobFilters({ filter, models, onChange }: Props) {
  const t = useTranslations();
  const [isOpen, setOpen] = useState(false);
  const choices = models.map(({ id, title }) => ({ value: id, title }));
  return (
    <search className="print:hidden flex flex-col gap-3">
      <div className="flex flex-col gap-3 sm:flex-row">
        <SearchBox
          isMain
          q={filter.q ?? ""}
          label={t("jobs.search")}
          hint={t("jobs.searchHint")}
          onChange={(q) => onChange({ q: q || undefined })}
        />
        <div className="sm:w-64">
          <SelectBox
            label={t("jobs.model")}
            value={filter.model ?? any}
            groups={[{ title: null, choices: [{ value: any, title: t("jobs.anyModel") }, ...choices] }]}
            onChange={(model) => onChange({ model: model === any ? undefined : model })}
          />
        </div>
      </div>
      <div className="-mx-4 flex items-center gap-1.5 overflow-x-auto px-4 py-1 [scrollbar-width:none] sm:mx-0 sm:flex-wrap sm:px-0">
        <ToggleGroup.Root
          type="single"
          aria-label={t("jobs.state")}
          value={filter.needs ?? filter.status ?? any}
          onValueChange={(value) =>
            onChange({
              needs: value === "you" ? "you" : undefined,
              status: statuses.find((status) => status === value),
            })
          }
          className="flex gap-1.5 sm:flex-wrap"
        >
          {([any, "you", ...statuses] as const).map((status) => (
            <ToggleGroup.Item key={status} value={status} className={chip}>
              {status === any ? t("jobs.anyState") : status === "you" ? t("keep.needsYou") : t(`status.job.${status}`)}
            </ToggleGroup.Item>
          ))}
        </ToggleGroup.Root>
        <span aria-hidden className="mx-1 h-5 w-px shrink-0 bg-line" />
        <button
          type="button"
          aria-pressed={filter.starred === "yes"}
          onClick={() => onChange({ starred: filter.starred ? undefined : "yes" })}
          className={`${chip} inline-flex items-center gap-1.5`}
        >
          <Star aria-hidden className={`size-3.5 ${filter.starred ? "fill-current" : ""}`} />
          {t("keep.starred")}
        </button>
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className={`${chip} inline-flex items-center gap-1.5`}
        >
          <SlidersHorizontal aria-hidden className="size-3.5" />
          {t("keep.more")}
        </button>
        {!isOpen && <Chosen filter={filter} onChange={onChange} />}
      </div>
      {isOpen && (
        <Suspense fallback={<div className="min-h-18" />}>
          <MoreFilters filter={filter} onChange={onChange} />
        </Suspense>
      )}
    </search>
  );
}

/** The filters that are folded away, each with a button that removes it. */
function Chosen({ filter, onChange }: Pick<Props, "filter" | "onChange">) {
  const t = useTranslations("keep");
  const format = useFormatter();
  const day = (text: string) => format.dateTime(new Date(text), { day: "numeric", month: "short", timeZone: "UTC" });
  const chosen = [
    { name: "project" as const, what: filter.project },
    { name: "from" as const, what: filter.from && t("since", { day: day(filter.from) }) },
    { name: "to" as const, what: filter.to && t("until", { day: day(filter.to) }) },
    { name: "owner" as const, what: filter.owner },
  ];
  return chosen.map(({ name, what }) =>
    what ? (
      <button
        key={name}
        type="button"
        aria-label={t("without", { what })}
        onClick={() => onChange({ [name]: undefined })}
        className="inline-flex min-h-9 max-w-64 shrink-0 items-center gap-1.5 rounded-full bg-accent-wash px-3.5 text-sm font-medium text-ink"
      >
        <span dir="auto" className="truncate">
          {what}
        </span>
        <X aria-hidden className="size-3.5 shrink-0" />
      </button>
    ) : null,
  );
}
