"use client";

import { AudioLines, Check, ChevronDown, Clapperboard, Film, ImageIcon, Scissors } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { Model } from "@/lib/schemas/job";
import { Picture } from "../_ui/picture";
import { groupsOf, mostUnsearched } from "./find-workflow";
import type { Samples } from "./samples";

type Props = {
  models: Model[];
  samples: Samples;
  chosen: Model | undefined;
  onChange: (id: string) => void;
};

const icons = {
  ...{ films: Clapperboard, clips: Film, pictures: ImageIcon },
  ...{ sound_and_text: AudioLines, tools: Scissors },
};

/** The choice of a workflow: a field that shows the chosen one and searches the others, in groups, as the ARIA combobox. */
export function WorkflowChoice({ models, samples, chosen, onChange }: Props) {
  const t = useTranslations("make");
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const [at, setAt] = useState<string>();
  const groups = open ? groupsOf(models, search) : [];
  const found = groups.flatMap((group) => group.models);
  const active = found.find((model) => model.id === at) ?? found[0];
  const canSearch = models.length > mostUnsearched;
  const optionId = (model: Model) => `${id}-${model.id}`;

  const show = () => {
    if (open) return;
    setSearch("");
    setAt(chosen?.id);
    setOpen(true);
  };
  const choose = (model: Model | undefined) => {
    setOpen(false);
    if (model && model.id !== chosen?.id) onChange(model.id);
  };
  const step = (by: number) => {
    const place = active ? found.indexOf(active) : -1;
    setAt(found.at((place + by + found.length) % found.length)?.id);
  };
  const keys: Record<string, () => void> = {
    ArrowDown: () => (open ? step(1) : show()),
    ArrowUp: () => (open ? step(-1) : show()),
    Enter: () => (open ? choose(active) : show()),
    Escape: () => setOpen(false),
    ...(open && { Home: () => setAt(found[0]?.id), End: () => setAt(found.at(-1)?.id) }),
  };
  const press = (event: KeyboardEvent) => {
    const act = event.ctrlKey || event.metaKey || event.nativeEvent.isComposing ? undefined : keys[event.key];
    if (!act || (event.key === "Escape" && !open)) return;
    event.preventDefault();
    act();
  };
  useEffect(() => {
    if (open) box.current?.querySelector("[data-active]")?.scrollIntoView({ block: "nearest" });
  });

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the field inside
    <div
      ref={box}
      className="relative w-full sm:w-80"
      onBlur={({ relatedTarget }) => {
        if (!box.current?.contains(relatedTarget)) setOpen(false);
      }}
    >
      <label htmlFor={id} className="sr-only">
        {t("workflow")}
      </label>
      <input
        id={id}
        type="text"
        role="combobox"
        aria-expanded={open}
        aria-controls={open ? `${id}-list` : undefined}
        aria-autocomplete={canSearch ? "list" : "none"}
        aria-activedescendant={open && active ? optionId(active) : undefined}
        autoComplete="off"
        spellCheck={false}
        readOnly={!canSearch}
        value={open ? search : (chosen?.title ?? "")}
        placeholder={open ? t("findWorkflow") : t("chooseWorkflow")}
        onClick={show}
        onKeyDown={press}
        onChange={(event) => {
          setOpen(true);
          setAt(undefined);
          setSearch(event.target.value);
        }}
        className="min-h-11 w-full truncate rounded-xl bg-raised pr-10 pl-3.5 font-medium ring-1 ring-edge ring-inset placeholder:font-normal placeholder:text-faint"
      />
      <ChevronDown aria-hidden className="pointer-events-none absolute top-3.5 right-3.5 size-4 text-faint" />
      {open && (
        <div
          id={`${id}-list`}
          role="listbox"
          aria-label={t("workflow")}
          className="absolute top-full right-0 left-0 z-30 mt-1.5 max-h-[min(30rem,60dvh)] overflow-y-auto rounded-2xl bg-raised p-1.5 shadow-lift ring-1 ring-line sm:left-auto sm:w-96"
        >
          {groups.map(({ group, models: inGroup }) => (
            // biome-ignore lint/a11y/useSemanticElements: a listbox has groups, not fieldsets
            <div key={group} role="group" aria-labelledby={`${id}-${group}`}>
              <div id={`${id}-${group}`} className="px-2 pt-3 pb-1 text-xs font-medium text-faint">
                {t(`groups.${group}`)}
              </div>
              {inGroup.map((model) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and the keys
                <div
                  key={model.id}
                  id={optionId(model)}
                  role="option"
                  tabIndex={-1}
                  aria-selected={model.id === chosen?.id}
                  aria-labelledby={`${optionId(model)}-title`}
                  data-active={model === active || undefined}
                  onPointerDown={(event) => event.preventDefault()} // the focus stays in the field
                  onPointerMove={() => setAt(model.id)}
                  onClick={() => choose(model)}
                  className="flex cursor-pointer items-center gap-3 rounded-xl p-2 data-active:bg-sunken data-active:outline-1 data-active:-outline-offset-1 data-active:outline-edge"
                >
                  <span className="grid size-12 shrink-0 place-items-center overflow-hidden rounded-lg bg-sunken">
                    <Thumbnail model={model} src={samples[model.id]?.picture} />
                  </span>
                  <span className="min-w-0 flex-1">
                    <span id={`${optionId(model)}-title`} className="block font-medium">
                      {model.title}
                    </span>
                    <span className="line-clamp-2 text-sm text-soft">{model.description}</span>
                  </span>
                  {model.id === chosen?.id && <Check aria-hidden className="size-4 shrink-0 text-accent" />}
                </div>
              ))}
            </div>
          ))}
        </div>
      )}
      <p role="status" className={open && found.length === 0 ? "px-3.5 pt-2 text-sm text-soft" : "sr-only"}>
        {open && search !== "" ? t("foundWorkflows", { n: found.length }) : ""}
      </p>
    </div>
  );
}

function Thumbnail({ model, src }: { model: Model; src: string | undefined }) {
  if (src)
    return <Picture src={src} alt="" width={240} height={180} loading="lazy" className="size-full object-cover" />;
  const Icon = icons[model.group];
  return <Icon aria-hidden className="size-5 text-edge" strokeWidth={1.5} />;
}
