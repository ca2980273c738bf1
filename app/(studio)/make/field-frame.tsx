"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Lines } from "../_ui/lines";

type Props = {
  id: string;
  title: string;
  description: string;
  required: boolean;
  problem?: string;
  hint?: string;
  /** Fills the whole row where fields are side by side. */
  wide?: boolean;
  /** The field before it has the same description: this one's is only read aloud. */
  isSaid?: boolean;
  /** Several controls that share the title: they name it as `<id>-label`. */
  isGroup?: boolean;
  /** A button beside the title. */
  aside?: ReactNode;
  children: ReactNode;
};

/** A field's label, description and control, and its error message. */
export function FieldFrame({
  id,
  title,
  description,
  required,
  problem,
  hint,
  wide,
  isSaid,
  isGroup,
  aside,
  children,
}: Props) {
  const t = useTranslations("form");
  const Label = isGroup ? "span" : "label";
  return (
    <div className={`flex min-w-0 flex-col gap-1.5 ${wide ? "col-span-full" : ""}`}>
      <div className="flex items-baseline justify-between gap-3">
        <Label id={`${id}-label`} htmlFor={isGroup ? undefined : id} className="font-medium">
          {title}
          {!required && <span className="ml-1.5 text-sm font-normal text-faint">{t("optional")}</span>}
        </Label>
        {(hint || aside) && (
          <span className="-my-2 flex items-center gap-2 self-center">
            {hint && <span className="text-xs whitespace-nowrap text-faint tabular-nums">{hint}</span>}
            {aside}
          </span>
        )}
      </div>
      {children}
      {problem && (
        <p id={`${id}-problem`} role="alert" className="text-sm font-medium text-bad">
          <Lines text={problem} />
        </p>
      )}
      {description && (
        <p id={`${id}-about`} className={isSaid ? "sr-only" : "text-sm text-pretty text-faint"}>
          {description.replaceAll("`", "")}
        </p>
      )}
    </div>
  );
}

export const describedBy = (id: string, description: string, problem?: string) =>
  [problem && `${id}-problem`, description && `${id}-about`].filter(Boolean).join(" ") || undefined;
