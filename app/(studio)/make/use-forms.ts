"use client";

import { useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import type { Job, Model } from "@/lib/schemas/job";
import {
  type Draft,
  type DraftPlace,
  itemsOf,
  keptFiles,
  readChosen,
  readDraft,
  writeChosen,
  writeDraft,
} from "./draft";
import { mediaOf, valuesOf } from "./job-source";
import { givenItems, useMediaItems } from "./media-items";
import { useNamedModel } from "./named-model";
import { carriedFiles } from "./place-files";
import { type OptionField, readForm, type Value } from "./schema-form";

type Typed = Pick<Draft, "values" | "review">;
type Props = { models: Model[]; source: Job | null; place: DraftPlace | null };

/**
 * The forms of all workflows: each keeps its own values and files, as a draft. Another workflow takes over the main text
 * and the files that fit.
 */
export function useForms({ models, source, place }: Props) {
  const [named, nameModel] = useNamedModel();
  const [modelId, setModelId] = useState(() => firstModel(models, [named, readChosen(place), source?.model]));
  // A restored choice is not what a copied address would open: it is written there.
  const usual = firstModel(models, [source?.model]);
  const write = useEffectEvent(() => nameModel(modelId));
  const isUnnamed = named !== modelId && modelId !== usual;
  useEffect(() => {
    if (isUnnamed) write();
  }, [isUnnamed]);
  const model = models.find(({ id }) => id === modelId);
  const form = useMemo(() => readForm(model?.input ?? {}), [model]);
  const [begun] = useState(() => ({ model: modelId, draft: readDraft(place, modelId) }));
  const given = () => (source ? givenItems(mediaOf(source, form.media)) : {});
  const start = (draft: Draft | null, options: OptionField[]): Typed => ({
    values: draft?.values ?? (source ? valuesOf(source, options) : {}),
    review: draft?.review ?? source?.review.requested ?? false,
  });
  const [all, setAll] = useState<Record<string, Typed>>(() => ({ [modelId]: start(begun.draft, form.options) }));
  const media = useMediaItems(modelId, () => (begun.draft ? itemsOf(begun.draft.media) : given()));
  const typed = all[modelId] ?? start(null, form.options);
  const carried = useRef("");

  const change = (update: (typed: Typed) => Typed) =>
    setAll((before) => ({ ...before, [modelId]: update(before[modelId] ?? typed) }));
  const setValue = (name: string, value: Value) =>
    change((one) => ({ ...one, values: { ...one.values, [name]: value } }));

  const choose = (id: string) => {
    const next = readForm(models.find((one) => one.id === id)?.input ?? {});
    const draft = readDraft(place, id);
    const known = all[id] ?? start(draft, next.options);
    const [from, to] = [mainText(form.options), mainText(next.options)];
    const text = from && String(typed.values[from.name] ?? "");
    const there = to && String(known.values[to.name] ?? "");
    const values =
      to && text && (!there || there === carried.current) ? { ...known.values, [to.name]: text } : known.values;
    carried.current = text || carried.current;
    setAll((before) => ({ ...before, [id]: { ...known, values } }));
    media.carryTo(id, (items, own) => carriedFiles(next.media, items, own ?? (draft ? itemsOf(draft.media) : {})));
    setModelId(id);
    nameModel(id);
  };

  const draft = { values: changed(typed.values, form.options), media: keptFiles(media.items), review: typed.review };
  const isBlank = source ? JSON.stringify(draft) === JSON.stringify(asDraft(source, form)) : isEmpty(draft);
  const text = isBlank ? null : JSON.stringify(draft);
  useEffect(() => {
    writeDraft(place, modelId, text ? JSON.parse(text) : null);
    writeChosen(place, modelId);
  }, [place, modelId, text]);

  /** Back to the empty form, or to the copied job. */
  const clear = () => {
    writeDraft(place, modelId, null);
    change(() => start(null, form.options));
    media.replaceAll(source ? given() : {});
  };

  return {
    ...{ model, form, values: typed.values, review: typed.review, media, choose, setValue, clear },
    setReview: (review: boolean) => change((one) => ({ ...one, review })),
    isKept: text !== null,
  };
}

/** The text in which a person says what they want. */
export const mainText = (options: OptionField[]): OptionField | undefined =>
  options.find(({ kind, advanced }) => kind === "long" && !advanced);

const changed = (values: Record<string, Value>, options: OptionField[]) =>
  Object.fromEntries(
    options.flatMap(({ name, initial }) => {
      const value = values[name];
      return value === undefined || value === initial ? [] : [[name, value]];
    }),
  );

const isEmpty = ({ values, media, review }: Draft) =>
  Object.keys(values).length + Object.keys(media).length === 0 && !review;

function asDraft(source: Job, form: ReturnType<typeof readForm>): Draft {
  const { options, media } = form;
  return {
    values: changed(valuesOf(source, options), options),
    media: keptFiles(givenItems(mediaOf(source, media))),
    review: source.review.requested,
  };
}

function firstModel(models: Model[], wanted: (string | undefined)[]): string {
  const known = wanted.find((id) => models.some((model) => model.id === id));
  return known ?? (models.find(({ kind }) => kind === "workflow") ?? models[0])?.id ?? "";
}
