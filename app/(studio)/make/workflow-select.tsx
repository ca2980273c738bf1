"use client";

import { useId } from "react";
import type { Model } from "@/lib/job";
import { SelectBox } from "../ui/select-box";
import { words } from "../words";

type Props = { models: Model[]; chosen: Model | undefined; onChange: (id: string) => void };

export function WorkflowSelect({ models, chosen, onChange }: Props) {
  const id = useId();
  const choices = (kind: Model["kind"]) =>
    models
      .filter((model) => model.kind === kind)
      .map((model) => ({ value: model.id, title: model.title, description: model.description }));
  const groups = [
    { title: words.make.workflows, choices: choices("workflow") },
    { title: words.make.services, choices: choices("service") },
  ].filter((group) => group.choices.length > 0);

  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium">
        {words.make.workflow}
      </label>
      <SelectBox
        id={id}
        value={chosen?.id ?? ""}
        groups={groups}
        onChange={onChange}
        placeholder={words.make.chooseWorkflow}
        describedBy={`${id}-about`}
      />
      <p id={`${id}-about`} className="text-sm text-pretty text-faint">
        {chosen?.description}
      </p>
    </div>
  );
}
