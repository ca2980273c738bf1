"use client";

import { useRef, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { Job, Model } from "@/lib/schemas/job";
import { CopyAs } from "../_code/copy-as";
import { ApiProblem, problemWords } from "../_data/api-problem";
import { useReviewWords } from "../_i18n/review-text";
import { useStartKeys } from "../keys/start-keys";
import { Chooser } from "./choice-input";
import { CrowdedFiles } from "./crowded-files";
import type { DraftPlace } from "./draft";
import { Examples } from "./examples";
import { Faults } from "./faults";
import type { FieldProblems } from "./form-answers";
import { sizeFieldsIn } from "./frame-sizes";
import { useGivenFile } from "./given-file";
import { useIncomingFiles } from "./incoming-files";
import { MakerHead } from "./maker-head";
import { MediaInput } from "./media-input";
import { OptionInput } from "./option-input";
import { OptionInputs } from "./option-inputs";
import { type Crowded, type Given, nameOfGiven, placeFiles } from "./place-files";
import { notePrompt } from "./prompt-history";
import { PromptMenu } from "./prompt-menu";
import { useQuote } from "./quote";
import { ReferenceNames } from "./reference-names";
import { ReviewSwitch } from "./review-switch";
import { SampleFilm } from "./sample-film";
import type { Samples } from "./samples";
import { asText, type MediaField, type Value } from "./schema-form";
import { ShapeChoice } from "./shape-choice";
import { SourceNote } from "./source-note";
import { useStart } from "./start";
import { StartBar } from "./start-bar";
import { mainText, useForms } from "./use-forms";
import { useSample } from "./use-sample";
import { WorkflowChoice } from "./workflow-choice";

type Props = {
  models: Model[];
  samples: Samples;
  /** An earlier job that fills in the form. */
  source: Job | null;
  place: DraftPlace | null;
  problem: string | null;
};

/** The form of the chosen workflow, made from its schema, below the workflow's headline. */
export function Maker({ models, samples, source, place, problem }: Props) {
  const t = useTranslations();
  const format = useFormatter();
  const forms = useForms({ models, source, place });
  const { model, form, values, media, review: wantsReview } = forms;
  const modelId = model?.id ?? "";
  const sample = samples[modelId];
  const [dragging, setDragging] = useState(false);
  const [crowded, setCrowded] = useState<Crowded[]>([]);
  const [webhookUrl, setWebhookUrl] = useState(source?.webhookUrl ?? null);
  const lookOf = useReviewWords(modelId);
  const review = wantsReview && (model?.reviews.length ?? 0) > 0;
  const more = { review, ...(source && { priority: source.priority }), ...(webhookUrl && { webhookUrl }) };
  const main = mainText(form.options);
  const owner = place?.owner ?? "";
  const note = () => {
    const text = main && String(values[main.name] ?? "").trim();
    if (text) notePrompt(owner, text);
  };
  const filled = { model: modelId, form, values, items: media.items, more };
  const started = useStart(filled, problem, note);
  const { start, busy, ready, place: placeError, problems: found, rest, setProblems, setRest } = started;
  const words = form.options.filter(({ kind }) => kind === "long" || kind === "text").map(({ name }) => name);
  const asked = useQuote(modelId, ready, words);
  // Errors that the start would give appear at their fields beforehand, with the server's messages.
  const refused = asked.refusal instanceof ApiProblem && asked.refusal.errors.length > 0;
  const problems = refused ? { ...placeError(asked.refusal).problems, ...found } : found;

  const settle = (field: string) => setProblems(({ [field]: _, ...others }: FieldProblems) => others);
  const set = (name: string, value: Value) => {
    settle(name);
    forms.setValue(name, value);
  };
  const fill = (options: Record<string, unknown>) => {
    for (const [name, value] of Object.entries(options)) set(name, typeof value === "boolean" ? value : asText(value));
  };
  const take = (given: Given[], only?: string) => {
    const { placed, ...left } = placeFiles(given, form.media, media.items, only);
    for (const one of placed) {
      settle(one.field.name);
      media.add(one.field, one.given);
    }
    setCrowded(left.crowded);
    setRest(left.homeless.map((one) => t("media.noPlace", { name: nameOfGiven(one) })));
  };
  useIncomingFiles(take, setDragging);
  useGivenFile(take, (sentence) => setRest([sentence]));
  const made = useSample({
    ...{ sample, asked, fill, isReady: ready !== null, start: () => start() },
    take: (file, field) => take([file], field),
    fail: (reason) => setRest([problemWords(reason, t)]),
  });
  const keys = useStartKeys(made.start);
  const fields = useRef<HTMLDivElement>(null);
  const clear = () => {
    forms.clear();
    setProblems({});
    setRest([]);
    fields.current?.querySelector<HTMLElement>("textarea, input:not([type=file])")?.focus();
  };

  const needed = form.media.filter(({ required }) => required);
  const given = form.media.flatMap(({ name }) => media.items[name] ?? []);
  const optional = form.media.filter(({ required }) => !required);
  // What may be left out comes after the text that one came to write.
  const isBeside = needed.length > 0 && main !== undefined;
  // Where no media are needed, the text takes their place, and the pictures of the styles that of the text.
  const looks = needed.length > 0 ? [] : form.options.filter(({ kind }) => kind === "style");
  const sizes = sizeFieldsIn(form.options);
  const isUntouched = !source && given.length === 0;
  const hasFilm = isUntouched && sample?.film !== undefined;
  const options = { values, problems, onChange: set };
  const mediaInput = (field: MediaField) => (
    <MediaInput
      key={`${modelId} ${field.name}`}
      field={field}
      items={media.items[field.name] ?? []}
      problem={problems[field.name]}
      dragging={dragging}
      size={!field.required ? "line" : hasFilm ? "half" : "full"}
      onGiven={(target, files) => take(files, target.name)}
      onRemove={(item) => media.remove(field.name, item)}
      onMove={(item, to) => media.move(field.name, item, to)}
      onAgain={media.again}
      onSample={made.fileFor(field)}
    />
  );

  const writing = (
    <>
      {main && (
        <OptionInput
          field={main}
          value={values[main.name] ?? main.initial}
          problem={problems[main.name]}
          onChange={(value) => set(main.name, value)}
          aside={<PromptMenu owner={owner} onChoose={(text) => set(main.name, text)} />}
        />
      )}
      {main && (
        <ReferenceNames
          fields={form.media}
          text={String(values[main.name] ?? "")}
          onChange={(text) => set(main.name, text)}
        />
      )}
      {!source && sample && sample.examples.length > 0 && <Examples examples={sample.examples} onChoose={fill} />}
    </>
  );

  return (
    <div className="flex flex-col gap-5">
      <MakerHead
        headline={sample?.headline ?? model?.title ?? ""}
        text={model?.description ?? ""}
        choice={
          <WorkflowChoice
            models={models}
            samples={samples}
            chosen={model}
            onChange={(id) => {
              forms.choose(id);
              setProblems({});
              setRest([]);
              setCrowded([]);
            }}
          />
        }
      />
      <form
        noValidate
        aria-label={t("nav.make")}
        // Enter in a field starts nothing, since a job costs money: only the button and its keys do.
        onSubmit={(event) => event.preventDefault()}
        className="flex flex-col gap-6 rounded-3xl bg-raised p-5 shadow-lift ring-1 ring-line sm:p-6"
      >
        {source && <SourceNote job={source} webhookUrl={webhookUrl} onNoWebhook={() => setWebhookUrl(null)} />}
        <Chooser value={model?.kind ?? "service"}>
          <div ref={fields} className="grid gap-6 lg:grid-cols-2 lg:gap-8">
            <div className="flex min-w-0 flex-col gap-5">
              {crowded[0] && (
                <CrowdedFiles
                  key={nameOfGiven(crowded[0].given)}
                  crowded={crowded[0]}
                  items={media.items}
                  onReplace={(field, item) => {
                    if (crowded[0]) media.add(field, crowded[0].given, item);
                    setCrowded(crowded.slice(1));
                  }}
                  onLeave={() => setCrowded(crowded.slice(1))}
                />
              )}
              {hasFilm && sample && (
                <SampleFilm sample={sample} title={model?.title ?? ""} busy={made.busy} onMake={made.make} />
              )}
              {needed.length > 0 ? needed.map(mediaInput) : writing}
              {sizes && (
                <ShapeChoice
                  fields={sizes}
                  values={values}
                  picture={given.find(({ type }) => type === "image")}
                  onChange={set}
                />
              )}
              {!isBeside && optional.map(mediaInput)}
            </div>
            <div className="flex min-w-0 flex-col gap-5">
              {needed.length > 0 && writing}
              {isBeside && optional.map(mediaInput)}
              {looks.length > 0 && <OptionInputs fields={looks} {...options} />}
              <OptionInputs
                fields={form.options.filter((field) => field !== main && !looks.includes(field))}
                {...options}
              />
              <Faults sentences={rest} />
              {model && model.reviews.length > 0 && (
                <ReviewSwitch
                  what={format.list(model.reviews.map(lookOf))}
                  checked={wantsReview}
                  onChange={forms.setReview}
                />
              )}
            </div>
          </div>
        </Chooser>
        <StartBar
          {...{ asked, keys }}
          busy={made.isWanted ? t("make.uploading") : busy}
          isAwake={place !== null}
          aside={ready && <CopyAs request={ready} />}
          onClear={forms.isKept ? clear : null}
          onStart={made.start}
        />
      </form>
    </div>
  );
}
