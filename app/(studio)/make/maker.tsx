"use client";

import { LoaderCircle, Play } from "lucide-react";
import { useMemo, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { Job, Model } from "@/lib/schemas/job";
import { CopyAs } from "../_code/copy-as";
import { sampleFile } from "../_data/api";
import { ApiProblem, problemWords } from "../_data/api-problem";
import { useReviewWords } from "../_i18n/review-text";
import { Button } from "../_ui/button";
import { Lines } from "../_ui/lines";
import { useStartKeys } from "../keys/start-keys";
import type { FieldProblems } from "./form-answers";
import { sizeFieldsIn } from "./frame-sizes";
import { useGivenFile } from "./given-file";
import { useIncomingFiles } from "./incoming-files";
import { mediaOf, valuesOf } from "./job-source";
import { MediaInput } from "./media-input";
import { givenItems, useMediaItems } from "./media-items";
import { useNamedModel } from "./named-model";
import { OptionInputs } from "./option-inputs";
import { placeFiles } from "./place-files";
import { Price } from "./price";
import { ProviderPrices } from "./provider-prices";
import { useQuote } from "./quote";
import { ReviewSwitch } from "./review-switch";
import { readForm, type Value } from "./schema-form";
import { ShapeChoice } from "./shape-choice";
import { SourceNote } from "./source-note";
import { useStart } from "./start";
import { WorkflowChoice } from "./workflow-choice";

type Props = {
  models: Model[];
  samples: Record<string, string>;
  /** An earlier job that fills in the form. */
  source: Job | null;
  problem: string | null;
};

/**
 * The form of the chosen model, made from its schema; fields with the same name keep their values when the model
 * changes.
 */
export function Maker({ models, samples, source, problem }: Props) {
  const t = useTranslations();
  const format = useFormatter();
  const [named, nameModel] = useNamedModel();
  const [modelId, setModelId] = useState(() => firstModel(models, named ?? source?.model));
  const choose = (id: string) => {
    setModelId(id);
    nameModel(id);
  };
  const model = models.find((one) => one.id === modelId);
  const form = useMemo(() => readForm(model?.input ?? {}), [model]);
  const [values, setValues] = useState<Record<string, Value>>(() => (source ? valuesOf(source, form.options) : {}));
  const [dragging, setDragging] = useState(false);
  const [fetching, setFetching] = useState(false);
  const media = useMediaItems(() => (source ? givenItems(mediaOf(source, form.media)) : {}));
  const [wantsReview, setWantsReview] = useState(source?.review.requested ?? false);
  const [webhookUrl, setWebhookUrl] = useState(source?.webhookUrl ?? null);
  const lookOf = useReviewWords(modelId);
  const review = wantsReview && (model?.reviews.length ?? 0) > 0;
  const more = { review, ...(source && { priority: source.priority }), ...(webhookUrl && { webhookUrl }) };
  const filled = { model: modelId, form, values, items: media.items, more };
  const { start, busy, ready, place, problems: found, rest, setProblems, setRest } = useStart(filled, problem);
  const words = form.options.filter(({ kind }) => kind === "long" || kind === "text").map(({ name }) => name);
  const asked = useQuote(modelId, ready, words);
  // Errors that the start would give appear at their fields beforehand, with the server's messages.
  const refused = asked.refusal instanceof ApiProblem && asked.refusal.errors.length > 0;
  const problems = refused ? { ...place(asked.refusal).problems, ...found } : found;

  const settle = (field: string) => setProblems(({ [field]: _, ...others }: FieldProblems) => others);
  const take = (files: File[], only?: string) => {
    const { placed, homeless } = placeFiles(files, form.media, media.items, only);
    for (const { field, file } of placed) {
      settle(field.name);
      media.add(field, file);
    }
    setRest(homeless.map((file) => t("media.noPlace", { name: file.name })));
  };
  const takeLink = (url: string) => {
    const field = form.media.find(({ name, max }) => (media.items[name]?.length ?? 0) < max) ?? form.media[0];
    if (!field) return;
    settle(field.name);
    media.addLink(field, url);
  };
  useIncomingFiles(take, takeLink, setDragging);
  useGivenFile(form.media, media.addAsset, (sentence) => setRest([sentence]));
  const startNow = () => {
    if (!fetching) start();
  };
  const keys = useStartKeys(startNow);
  // Where no media are wanted, the pictures of the styles take their place.
  const looks = form.media.length > 0 ? [] : form.options.filter(({ kind }) => kind === "style");
  const sizes = sizeFieldsIn(form.options);
  const options = {
    ...{ values, problems },
    onChange(name: string, value: Value) {
      settle(name);
      setValues((all) => ({ ...all, [name]: value }));
    },
  };
  const takeSample = (field: string) => {
    setFetching(true);
    sampleFile()
      .then((file) => take([file], field))
      .catch((reason: unknown) => setRest([problemWords(reason, t)]))
      .finally(() => setFetching(false));
  };

  return (
    <form
      noValidate
      aria-label={t("nav.make")}
      // Enter in a field starts nothing, since a job costs money: only the button and its keys do.
      onSubmit={(event) => event.preventDefault()}
      className="flex flex-col gap-6 rounded-3xl bg-raised p-5 shadow-lift ring-1 ring-line sm:p-7"
    >
      {source && <SourceNote job={source} webhookUrl={webhookUrl} onNoWebhook={() => setWebhookUrl(null)} />}
      <WorkflowChoice models={models} samples={samples} chosen={model} onChange={choose} />
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
              onLink={(url) => {
                settle(field.name);
                media.addLink(field, url);
              }}
              onPick={(file) => {
                settle(field.name);
                media.addAsset(field, file);
              }}
              onRemove={(item) => media.remove(field.name, item)}
              onMove={(item, to) => media.move(field.name, item, to)}
              onAgain={(item) => media.again(field.name, item)}
              onSample={field.media === "image" ? () => takeSample(field.name) : undefined}
            />
          ))}
          {sizes && (
            <ShapeChoice
              fields={sizes}
              values={values}
              picture={form.media.flatMap(({ name }) => media.items[name] ?? []).find(({ type }) => type === "image")}
              onChange={options.onChange}
            />
          )}
          {looks.length > 0 && <OptionInputs fields={looks} {...options} />}
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <OptionInputs fields={form.options.filter((field) => !looks.includes(field))} {...options} />
          {rest.length > 0 && (
            <div role="alert" className="rounded-xl bg-bad-wash px-4 py-3 text-sm font-medium text-bad">
              {rest.map((sentence) => (
                <p key={sentence}>
                  <Lines text={sentence} />
                </p>
              ))}
            </div>
          )}
          {model && model.reviews.length > 0 && (
            <ReviewSwitch
              what={format.list(model.reviews.map(lookOf))}
              checked={wantsReview}
              onChange={setWantsReview}
            />
          )}
          {/* On a wide screen the button stays in view. */}
          <div className="mt-auto flex flex-col gap-3 border-t border-line bg-raised pt-5 sm:flex-row sm:items-center sm:justify-between sm:gap-6 lg:sticky lg:bottom-0 lg:z-10 lg:-mb-4 lg:pb-4">
            <div className="flex min-w-0 flex-col gap-1.5">
              <Price asked={asked} />
              {asked.quote && <ProviderPrices quote={asked.quote} />}
            </div>
            {ready && <CopyAs request={ready} />}
            <Button
              kind="main"
              onClick={startNow}
              disabled={busy !== null || fetching}
              title={keys.join(" + ")}
              className="min-h-12 shrink-0 px-7 text-base"
            >
              {busy ? <LoaderCircle aria-hidden className="animate-spin" /> : <Play aria-hidden fill="currentColor" />}
              {busy ?? t("make.start")}
              <kbd aria-hidden className="hidden font-sans text-xs font-normal pointer-fine:inline">
                {keys.join(" ")}
              </kbd>
            </Button>
          </div>
        </div>
      </div>
    </form>
  );
}

function firstModel(models: Model[], wanted: string | undefined): string {
  const again = models.find(({ id }) => id === wanted);
  return (again ?? models.find((one) => one.kind === "workflow") ?? models[0])?.id ?? "";
}
