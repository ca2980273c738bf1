"use client";

import { type ReactNode, useEffect, useId, useState } from "react";
import { useTranslations } from "use-intl";
import type { Project } from "@/lib/schemas/keep";
import { listProjects, renameProject } from "../../_data/api";
import { problemWords } from "../../_data/api-problem";
import { useLiveJobs } from "../../_data/live-jobs";
import { Button } from "../../_ui/button";
import { SelectBox } from "../../_ui/select-box";
import type { JobFilter } from "../job-filter";
import { useOwners } from "./use-owners";

type Props = { filter: JobFilter; onChange: (part: JobFilter) => void };

const any = "";
const anyValue = "any:";
const field = "min-h-11 w-full min-w-0 rounded-xl bg-raised px-3.5 text-sm ring-1 ring-edge ring-inset";

/** The filters by project, by owner (for admins) and by day. */
export default function MoreFilters({ filter, onChange }: Props) {
  const t = useTranslations("keep");
  const projects = useProjects();
  const owners = useOwners();
  return (
    <div className="grid grid-cols-2 items-end gap-3 lg:grid-cols-4">
      <div className="flex flex-col gap-1.5 text-sm font-medium max-sm:col-span-2">
        <span aria-hidden>{t("project")}</span>
        <Choice
          label={t("project")}
          value={filter.project}
          all={t("anyProject")}
          choices={withChosen(
            projects.map(({ name, jobs }) => ({ value: name, title: name, description: String(jobs) })),
            filter.project,
          )}
          onChange={(project) => onChange({ project })}
        />
      </div>
      {owners.length > 1 && (
        <div className="flex flex-col gap-1.5 text-sm font-medium max-sm:col-span-2">
          <span aria-hidden>{t("owner")}</span>
          <Choice
            label={t("owner")}
            value={filter.owner}
            all={t("anyOwner")}
            choices={withChosen(
              owners.map(({ id, name }) => ({ value: id, title: name })),
              filter.owner,
              t("unknownOwner"),
            )}
            onChange={(owner) => onChange({ owner })}
          />
        </div>
      )}
      <Day label={t("from")}>
        {(id) => (
          <input
            id={id}
            type="date"
            max={filter.to}
            value={filter.from ?? any}
            onChange={(event) => onChange({ from: event.target.value || undefined })}
            className={field}
          />
        )}
      </Day>
      <Day label={t("to")}>
        {(id) => (
          <input
            id={id}
            type="date"
            min={filter.from}
            value={filter.to ?? any}
            onChange={(event) => onChange({ to: event.target.value || undefined })}
            className={field}
          />
        )}
      </Day>
      {filter.project && (
        <Rename key={filter.project} name={filter.project} onRenamed={(project) => onChange({ project })} />
      )}
    </div>
  );
}

type ChoiceProps = {
  label: string;
  value: string | undefined;
  all: string;
  choices: { value: string; title: string; description?: string }[];
  onChange: (value: string | undefined) => void;
};

const Choice = ({ label, value, all, choices, onChange }: ChoiceProps) => (
  <SelectBox
    label={label}
    value={value ?? anyValue}
    groups={[{ title: null, choices: [{ value: anyValue, title: all }, ...choices] }]}
    onChange={(next) => onChange(next === anyValue ? undefined : next)}
  />
);

/** The value in the address may name what is no longer there. */
const withChosen = <T extends { value: string; title: string }>(
  choices: T[],
  chosen: string | undefined,
  title = chosen ?? "",
) =>
  chosen === undefined || choices.some(({ value }) => value === chosen)
    ? choices
    : [...choices, { value: chosen, title }];

function Day({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children(id)}
    </div>
  );
}

/** Gives the project of the filter, with all its jobs, another name. */
function Rename({ name, onRenamed }: { name: string; onRenamed: (name: string) => void }) {
  const t = useTranslations();
  const id = useId();
  const { refresh, jobs } = useLiveJobs();
  const [text, setText] = useState(name);
  const [problem, setProblem] = useState<string | null>(null);
  const save = () => {
    const to = text.trim();
    if (to === "" || to === name) return;
    renameProject(name, to).then(
      () => {
        for (const job of jobs ?? []) if (job.project === name) refresh(job.id);
        onRenamed(to);
      },
      (reason: unknown) => setProblem(problemWords(reason, t)),
    );
  };
  return (
    <form
      className="flex flex-col gap-1.5 max-sm:col-span-2"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <label htmlFor={id} className="text-sm font-medium">
        {t("keep.renameProject")}
      </label>
      <span className="flex gap-2">
        <input
          id={id}
          maxLength={80}
          value={text}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? `${id}-problem` : undefined}
          onChange={(event) => setText(event.target.value)}
          className={field}
        />
        <Button type="submit" disabled={text.trim() === "" || text.trim() === name}>
          {t("keep.renameYes")}
        </Button>
      </span>
      {problem && (
        <p id={`${id}-problem`} role="alert" className="text-sm text-bad">
          {problem}
        </p>
      )}
    </form>
  );
}

function useProjects(): Project[] {
  const [projects, setProjects] = useState<Project[]>([]);
  useEffect(() => {
    listProjects().then(({ data }) => setProjects(data), nothing);
  }, []);
  return projects;
}

const nothing = () => {};
