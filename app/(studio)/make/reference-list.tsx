"use client";

import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { referenceName } from "@/lib/schemas/reference-name";
import { listFiles } from "../_data/api";
import { Picture } from "../_ui/picture";
import { thumbnailUrl } from "../_ui/stable-url";
import { asOutput } from "../library/file-frame";

type Named = { name: string; picture: string };

/** The named pictures of the library, to use in a prompt by `@name`; nothing while there are none. */
export default function ReferenceList({ onChoose }: { onChoose: (mention: string) => void }) {
  const t = useTranslations("make.references");
  const [known, setKnown] = useState<Named[]>([]);
  useEffect(() => {
    let current = true;
    listFiles({ kind: "image", starred: "true", limit: "100" }).then(
      ({ data }) => {
        const named = new Map<string, Named>();
        for (const file of data) {
          const name = referenceName(file.name ?? "");
          if (name) named.set(name, { name, picture: thumbnailUrl(asOutput(file)) });
        }
        if (current) setKnown([...named.values()]);
      },
      () => {}, // without them the form works as before
    );
    return () => {
      current = false;
    };
  }, []);
  if (known.length === 0) return null;
  return (
    <div className="flex flex-col gap-1.5">
      <p id="references-about" className="text-sm text-faint">
        {t("about")}
      </p>
      <ul aria-labelledby="references-about" className="flex max-h-32 flex-wrap gap-2 overflow-y-auto">
        {known.map(({ name, picture }) => (
          <li key={name} className="max-w-full">
            <button
              type="button"
              aria-label={t("use", { name })}
              onClick={() => onChoose(`@${name}`)}
              className="flex min-h-8 max-w-full items-center gap-2 rounded-2xl bg-sunken py-1 pr-3 pl-1 text-sm text-soft hover:bg-accent-wash hover:text-ink"
            >
              <Picture src={picture} alt="" className="size-6 shrink-0 rounded-full object-cover" />
              <span className="truncate">@{name}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
