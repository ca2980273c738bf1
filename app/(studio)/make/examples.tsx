import { useTranslations } from "use-intl";
import type { Sample } from "./samples";

type Props = { examples: Sample["examples"]; onChoose: (options: Record<string, unknown>) => void };

/** Sentences to click, which fill in the form. */
export function Examples({ examples, onChoose }: Props) {
  const t = useTranslations("make");
  return (
    <ul aria-label={t("examples")} className="flex flex-wrap gap-2">
      {examples.map(({ text, options }) => (
        <li key={text} className="max-w-full">
          <button
            type="button"
            onClick={() => onChoose(options)}
            className="min-h-8 max-w-full rounded-2xl bg-sunken px-3 py-1.5 text-left text-sm text-pretty text-soft hover:bg-accent-wash hover:text-ink"
          >
            {text}
          </button>
        </li>
      ))}
    </ul>
  );
}
