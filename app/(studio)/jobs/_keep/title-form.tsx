"use client";

import { useTranslations } from "use-intl";
import { InlineField } from "../../_ui/inline-field";
import { useKeep } from "./use-keep";

type Props = { id: string; title: string; className?: string; onDone: (problem: string | null) => void };

/** The title of a job as a field. Without a text the prompt is the title. */
export default function TitleForm({ id, title, className, onDone }: Props) {
  const t = useTranslations("keep");
  const { change } = useKeep();
  const end = async (text: string | null) =>
    onDone(text === null ? null : await change(id, { title: text === "" ? null : text }));
  return <InlineField label={t("titleOf")} value={title} className={className} onEnd={(text) => void end(text)} />;
}
