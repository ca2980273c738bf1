"use client";

import { AudioLines, Clapperboard, Film, ImageIcon, Scissors } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { useId } from "react";
import { useTranslations } from "use-intl";
import type { Model } from "@/lib/schemas/job";
import { modelGroups } from "@/lib/schemas/model-groups";
import { Picture } from "../_ui/picture";
import { SelectBox } from "../_ui/select-box";

type Props = {
  models: Model[];
  samples: Record<string, string>;
  chosen: Model | undefined;
  onChange: (id: string) => void;
};

const icons = {
  ...{ films: Clapperboard, clips: Film, pictures: ImageIcon },
  ...{ sound_and_text: AudioLines, tools: Scissors },
};

/** As many cards as fit side by side; the select has all models. */
const mostCards = 6;

/** The choice of a model: the first few as cards with a sample, and all of them in a select. */
export function WorkflowChoice({ models, samples, chosen, onChange }: Props) {
  const t = useTranslations("make");
  const id = useId();
  const ofKind = (kind: Model["kind"]) => models.filter((model) => model.kind === kind);
  const services = ofKind("service");
  const [pictured, plain] = [services.filter(({ id }) => samples[id]), services.filter(({ id }) => !samples[id])];
  const ordered = [...ofKind("workflow"), ...pictured, ...plain];
  const first = ordered.slice(0, mostCards);
  const cards = chosen && !first.includes(chosen) ? [...first.slice(0, -1), chosen] : first;
  const choicesOf = (group: Model["group"]) =>
    models
      .filter((model) => model.group === group)
      .map(({ id: value, title, description }) => ({ value, title, description }));
  const groups = modelGroups
    .map((group) => ({ title: t(`groups.${group}`), choices: choicesOf(group) }))
    .filter(({ choices }) => choices.length > 0);

  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <label htmlFor={id} className="font-medium">
          {t("workflow")}
        </label>
        <div className="w-full sm:w-72">
          <SelectBox
            id={id}
            value={chosen?.id ?? ""}
            groups={groups}
            onChange={onChange}
            placeholder={t("chooseWorkflow")}
            describedBy={`${id}-about`}
          />
        </div>
      </div>
      <RadioGroup.Root
        aria-label={t("pick")}
        value={chosen?.id ?? ""}
        onValueChange={onChange}
        className="-mx-5 flex snap-x gap-3 overflow-x-auto px-5 py-1 [scrollbar-width:none] sm:-mx-7 sm:px-7 lg:grid lg:grid-cols-6"
      >
        {cards.map((model) => (
          <RadioGroup.Item
            key={model.id}
            value={model.id}
            className="group flex w-36 shrink-0 snap-start scroll-mx-5 flex-col gap-1.5 rounded-2xl p-1.5 text-left ring-1 ring-line transition hover:bg-sunken data-[state=checked]:bg-accent-wash data-[state=checked]:ring-2 data-[state=checked]:ring-accent lg:w-auto"
          >
            <span className="grid aspect-4/3 w-full place-items-center overflow-hidden rounded-xl bg-sunken">
              <Sample model={model} src={samples[model.id]} />
            </span>
            <span className="truncate px-1 pb-0.5 text-sm font-medium">{model.title}</span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      <p id={`${id}-about`} className="min-h-10 text-sm text-pretty text-faint sm:min-h-5">
        {chosen?.description}
      </p>
    </div>
  );
}

function Sample({ model, src }: { model: Model; src: string | undefined }) {
  if (src) return <Picture src={src} alt="" width={240} height={180} className="size-full object-cover" />;
  const Icon = icons[model.group];
  return <Icon aria-hidden className="size-7 text-edge" strokeWidth={1.5} />;
}
