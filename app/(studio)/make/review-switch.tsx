import { useId } from "react";
import { useTranslations } from "use-intl";

type Props = { what: string; checked: boolean; onChange: (checked: boolean) => void };

/** The switch for a review: whether the job pauses for a person to check `what`. */
export function ReviewSwitch({ what, checked, onChange }: Props) {
  const t = useTranslations("review");
  const id = useId();
  return (
    <label htmlFor={id} className="flex cursor-pointer items-start gap-3">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-5 shrink-0 accent-(--accent)"
      />
      <span>
        <span className="font-medium">{t("ask", { what })}</span>
        <span className="block text-sm text-soft">{t("askText")}</span>
      </span>
    </label>
  );
}
