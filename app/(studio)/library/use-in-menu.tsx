"use client";

import { useRouter } from "next/navigation";
import { DropdownMenu } from "radix-ui";
import { Fragment, type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import type { Model } from "@/lib/schemas/job";
import { useModels } from "../_data/models";
import { type MediaField, readForm } from "../make/schema-form";
import type { UsedFile } from "./used-file";

type Props = { file: UsedFile; trigger: ReactNode };

const groups: readonly Model["group"][] = ["films", "clips", "pictures", "sound_and_text", "tools"];

const takes = ({ media, contentTypes }: MediaField, { type, contentType }: UsedFile) =>
  media === type && (type !== "file" || !contentTypes || contentTypes.some((one) => one === contentType));

/** Every workflow that takes the file, by what it makes, with each of its fields; choosing one opens its form. */
export default function UseInMenu({ file, trigger }: Props) {
  const t = useTranslations();
  const router = useRouter();
  const models = useModels();
  const [isOpen, setOpen] = useState(true);
  const offers = groups.flatMap((group) => {
    const places = models
      .filter((model) => model.group === group)
      .flatMap((model) => {
        const fields = readForm(model.input).media.filter((field) => takes(field, file));
        return fields.map((field) => ({ model, field, isOnly: fields.length === 1 }));
      });
    return places.length > 0 ? [{ group, places }] : [];
  });
  const open = async (model: string, field: string) => {
    const use = "id" in file ? file.id : await file.make();
    if (use !== null) router.push(`/?${new URLSearchParams({ model, use, field })}`);
  };
  return (
    <DropdownMenu.Root open={isOpen} onOpenChange={setOpen} modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          collisionPadding={12}
          className="z-50 max-h-[min(26rem,var(--radix-dropdown-menu-content-available-height))] w-72 overflow-y-auto rounded-2xl bg-raised p-1.5 shadow-lift ring-1 ring-line"
        >
          {offers.length === 0 && <p className="px-3 py-2 text-sm text-soft">{t("library.nowhere")}</p>}
          {offers.map(({ group, places }) => (
            <Fragment key={group}>
              <DropdownMenu.Label className="px-3 pt-3 pb-1 text-xs text-faint first:pt-1.5">
                {t(`make.groups.${group}`)}
              </DropdownMenu.Label>
              {places.map(({ model, field, isOnly }) => (
                <DropdownMenu.Item
                  key={`${model.id} ${field.name}`}
                  onSelect={() => void open(model.id, field.name)}
                  className="flex min-h-10 cursor-pointer flex-col justify-center rounded-xl px-3 py-1.5 text-sm outline-none data-highlighted:bg-sunken"
                >
                  {model.title}
                  {!isOnly && <span className="text-xs text-faint">{field.title}</span>}
                </DropdownMenu.Item>
              ))}
            </Fragment>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
