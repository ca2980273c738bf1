"use client";

import { ChevronRight, LoaderCircle, Play } from "lucide-react";
import { Collapsible } from "radix-ui";
import { useMemo, useState } from "react";
import type { Model } from "@/lib/job";
import { sampleFile } from "../api";
import { Button } from "../ui/button";
import { words } from "../words";
import type { FieldProblems } from "./form-answers";
import { useIncomingFiles } from "./incoming-files";
import { MediaInput } from "./media-input";
import { useMediaItems } from "./media-items";
import { OptionInput } from "./option-input";
import { placeFiles } from "./place-files";
import { type OptionField, readForm, type Value } from "./schema-form";
import { useStart } from "./start";
import { WorkflowSelect } from "./workflow-select";

/** The form of the chosen model, made from its schema; values stay when another model has a field of the same name. */
export function Maker({ models }: { models: Model[] }) {
  const [modelId, setModelId] = useState((models.find((one) => one.kind === "workflow") ?? models[0])?.id ?? "");
  const model = models.find((one) => one.id === modelId);
  const form = useMemo(() => readForm(model?.input ?? {}), [model]);
  const [values, setValues] = useState<Record<string, Value>>({});
  const [dragging, setDragging] = useState(false);
  const [fetching, setFetching] = useState(false);
  const media = useMediaItems();
  const { start, busy, problems, rest, setProblems, setRest } = useStart(modelId, form, values, media.items);

  const settle = (field: string) => setProblems(({ [field]: _, ...others }: FieldProblems) => others);
  const take = (files: File[], only?: string) => {
    const { placed, homeless } = placeFiles(files, form.media, media.items, only);
    for (const { field, file } of placed) {
      settle(field.name);
      media.add(field, file);
    }
    setRest(homeless.map((file) => words.media.noPlace(file.name)));
  };
  useIncomingFiles(take, setDragging);
  const takeSample = (field: string) => {
    setFetching(true);
    sampleFile()
      .then((file) => take([file], field))
      .catch((error: Error) => setRest([error.message]))
      .finally(() => setFetching(false));
  };

  const input = (field: OptionField) => (
    <OptionInput
      key={field.name}
      field={field}
      value={values[field.name] ?? field.initial}
      problem={problems[field.name]}
      onChange={(value) => {
        settle(field.name);
        setValues((all) => ({ ...all, [field.name]: value }));
      }}
    />
  );
  const plain = form.options.filter((field) => !field.advanced);
  const advanced = form.options.filter((field) => field.advanced);

  return (
    <form
      noValidate
      aria-label={words.nav.make}
      onSubmit={(event) => {
        event.preventDefault();
        if (!fetching) start();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        if (!fetching) start();
      }}
      className="flex flex-col gap-6 rounded-3xl bg-raised p-5 shadow-lift ring-1 ring-line sm:p-7"
    >
      <WorkflowSelect models={models} chosen={model} onChange={setModelId} />
      <div className="grid gap-6 lg:grid-cols-2 lg:gap-8">
        <div className="flex min-w-0 flex-col gap-5">
          {form.media.map((field) => (
            <MediaInput
              key={field.name}
              field={field}
              items={media.items[field.name] ?? []}
              problem={problems[field.name]}
              dragging={dragging}
              onFiles={(target, files) => take(files, target.name)}
              onRemove={(item) => media.remove(field.name, item)}
              onSample={field.media === "image" ? () => takeSample(field.name) : undefined}
            />
          ))}
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          {plain.map(input)}
          {advanced.length > 0 && (
            <Collapsible.Root className="group">
              <Collapsible.Trigger className="flex min-h-8 items-center gap-1.5 rounded-lg text-sm font-medium text-soft hover:text-ink">
                <ChevronRight aria-hidden className="size-4 transition-transform group-data-[state=open]:rotate-90" />
                {words.make.more}
              </Collapsible.Trigger>
              <Collapsible.Content className="grid gap-5 pt-4 sm:grid-cols-2">
                {advanced.map(input)}
              </Collapsible.Content>
            </Collapsible.Root>
          )}
          {rest.length > 0 && (
            <div role="alert" className="rounded-xl bg-bad-wash px-4 py-3 text-sm font-medium text-bad">
              {rest.map((sentence) => (
                <p key={sentence}>{sentence}</p>
              ))}
            </div>
          )}
          <div className="mt-auto flex flex-wrap items-center gap-x-4 gap-y-2">
            <Button
              kind="main"
              type="submit"
              disabled={busy !== null || fetching}
              className="min-h-12 grow px-8 text-base sm:grow-0"
            >
              {busy ? <LoaderCircle aria-hidden className="animate-spin" /> : <Play aria-hidden fill="currentColor" />}
              {busy ?? words.make.start}
            </Button>
            <span className="hidden text-sm text-faint pointer-fine:inline">{words.make.shortcut}</span>
          </div>
        </div>
      </div>
    </form>
  );
}
