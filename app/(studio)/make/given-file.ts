"use client";

import { useSearchParams } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import { useTranslations } from "use-intl";
import type { Output } from "@/lib/schemas/job";
import { getFile } from "../_data/api";
import { ApiProblem, problemWords } from "../_data/api-problem";
import { asOutput } from "../library/file-frame";

/** Fills the file of `/?model=…&use=<id>&field=<name>` into that field, and takes it out of the address. */
export function useGivenFile(
  take: (files: Output[], field?: string) => void,
  onProblem: (sentence: string) => void,
): void {
  const t = useTranslations();
  const search = useSearchParams();
  const [id, name] = [search.get("use"), search.get("field")];
  const fill = useEffectEvent((file: Output) => {
    take([file], name ?? undefined);
  });
  const refuse = useEffectEvent((reason: unknown) => {
    const isGone = reason instanceof ApiProblem && reason.status === 404;
    onProblem(isGone ? t("library.gone") : problemWords(reason, t));
  });
  useEffect(() => {
    if (!id) return;
    let current = true;
    const settle = (work: () => void) => {
      if (!current) return;
      const rest = new URLSearchParams(location.search);
      rest.delete("use");
      rest.delete("field");
      window.history.replaceState(null, "", `${location.pathname}${`${rest}` ? `?${rest}` : ""}`);
      work();
    };
    getFile(id).then(
      (file) => settle(() => fill(asOutput(file))),
      (reason: unknown) => settle(() => refuse(reason)),
    );
    return () => {
      current = false;
    };
  }, [id]);
}
