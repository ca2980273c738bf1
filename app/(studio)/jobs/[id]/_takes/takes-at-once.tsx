import { useTranslations } from "use-intl";
import { mostCandidates } from "@/lib/schemas/candidates";
import { Segments } from "./segments";

type Props = { value: number; onChange: (number: number) => void };

const numbers = Array.from({ length: mostCandidates }, (_, i) => String(i + 1));

/** How many takes are made at once, to choose one of them. */
export function TakesAtOnce({ value, onChange }: Props) {
  const t = useTranslations("takes");
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
      <span aria-hidden className="text-sm font-medium">
        {t("atOnce")}
      </span>
      <Segments label={t("atOnce")} choices={numbers} value={String(value)} onChange={(one) => onChange(Number(one))} />
    </div>
  );
}
