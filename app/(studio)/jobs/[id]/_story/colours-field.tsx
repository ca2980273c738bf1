import { Plus, X } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "@/app/(studio)/_ui/button";
import { Lines } from "@/app/(studio)/_ui/lines";

type Props = {
  colours: readonly string[];
  readOnly: boolean;
  /** The most colours, where colours can be added and removed. */
  most?: number;
  problem?: string;
  onChange: (colours: string[], about: string | null) => void;
};

/** A palette: each colour opens the browser's own choice of colours. */
export function ColoursField({ colours, readOnly, most, problem, onChange }: Props) {
  const t = useTranslations("story");
  const canChange = most !== undefined && !readOnly;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid everywhere
    <div role="group" aria-label={t("colours")} className="flex min-w-0 flex-col gap-1">
      <span aria-hidden className="text-xs font-medium text-faint">
        {t("colours")}
      </span>
      <div className="flex flex-wrap gap-2">
        {colours.map((colour, i) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: colours have no other name
            key={i}
            className="flex min-w-10 flex-1 items-stretch rounded-lg bg-paper ring-1 ring-edge/60 ring-inset"
          >
            <input
              type="color"
              value={colour}
              disabled={readOnly}
              aria-label={t("colour", { n: i + 1 })}
              onChange={({ target }) => onChange(colours.with(i, target.value), `colour ${i}`)}
              className="h-10 min-w-0 flex-1 rounded-lg bg-transparent p-0.5"
            />
            {canChange && (
              <button
                type="button"
                aria-label={t("removeColour", { n: i + 1 })}
                onClick={() => onChange(colours.toSpliced(i, 1), null)}
                className="grid w-7 shrink-0 place-items-center rounded-lg text-soft hover:bg-sunken hover:text-ink"
              >
                <X aria-hidden className="size-3.5" />
              </button>
            )}
          </span>
        ))}
        {canChange && colours.length < most && (
          <Button
            aria-label={t("addColour")}
            onClick={() => onChange([...colours, colours.at(-1) ?? "#808080"], null)}
            size="icon"
          >
            <Plus aria-hidden />
          </Button>
        )}
        {colours.length === 0 && readOnly && <span className="py-2 text-sm text-soft">{t("noColours")}</span>}
      </div>
      {problem && (
        <p className="text-sm font-medium text-bad">
          <Lines text={problem} />
        </p>
      )}
    </div>
  );
}
