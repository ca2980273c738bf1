"use client";

import { useSearchParams } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import { useTranslations } from "use-intl";
import type { Output } from "@/lib/schemas/job";
import { getFile } from "../_data/api";
import { ApiProblem, problemWords } from "../_data/api-problem";
import { asOutput } from "../library/file-frame";
import type { MediaField } from "./schema-form";

/** Fills the file of `/?model=…&use=<id>&field=<name>` into that field, and takes it out of the address. */
export function useGivenFile(
  fields: MediaField[],
  add: (field: MediaField, file: Output) => void,
  onProblem: (sentence: string) => void,
): void {
  const t = useTranslations();
  const search = useSearchParams();
  const [id, name] = [search.get("use"), search.get("field")];
  const fill = useEffectEvent((file: Output) => {
    const field = fields.find((one) => one.name === name) ?? fields.find(({ media }) => media === file.type);
    if (field) add(field, file);
  });
  const refuse = useEffectEvent((reason: unknown) => {
    const isGone = reason instanceof ApiProblem && reason.status === 404;
    onProblem(isGone ? t("library.gone") : problemWords(reason, t));
  });
  useEffect(() => {
    if (!id) return;
    let current = true;
    const take = (work: () => void) => {
      if (!current) return;
      const rest = new URLSearchParams(location.search);
      rest.delete("use");
      rest.delete("field");
      window.history.replaceState(null, "", `${location.pathname}${`${rest}` ? `?${rest}` : ""}`);
      work();
    };
    getFile(id).then(
      (file) => take(() => fill(asOutput(file))),
      (reason: unknown) => take(() => refuse(reason)),
    );
    return () => {
      current = false;
    };
  }, [id]);
}
