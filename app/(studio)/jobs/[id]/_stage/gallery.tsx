import { Download } from "lucide-react";
import { useTranslations } from "use-intl";
import { Picture } from "@/app/(studio)/_ui/picture";
import { useSaving } from "@/app/(studio)/_ui/saved-by-job";
import { steadyUrl } from "@/app/(studio)/_ui/stable-url";
import { UseIn } from "@/app/(studio)/library/use-in";
import type { Output } from "@/lib/schemas/job";

/** Several pictures of one call side by side, each with a download. */
export default function Gallery({ pictures }: { pictures: Output[] }) {
  const t = useTranslations("job");
  const { saveUrl } = useSaving();
  return (
    <ul className="absolute inset-0 grid auto-rows-fr grid-cols-2 gap-1.5 p-1.5">
      {pictures.map((picture, i) => (
        <li key={picture.id} className="relative min-h-0">
          <Picture
            src={steadyUrl(picture)}
            alt={t("resultNth", { n: i + 1 })}
            className="absolute inset-0 size-full animate-appear rounded-2xl object-contain"
          />
          <span className="absolute bottom-2 left-2">
            <UseIn
              file={picture}
              name={t("resultNth", { n: i + 1 })}
              isNarrow
              className="bg-black/70 text-white! backdrop-blur hover:bg-black/85!"
            />
          </span>
          <a
            href={saveUrl(picture, t("resultNth", { n: i + 1 }))}
            download
            aria-label={t("saveNth", { n: i + 1 })}
            className="absolute right-2 bottom-2 grid size-10 place-items-center rounded-xl bg-black/70 text-white backdrop-blur hover:bg-black/85"
          >
            <Download aria-hidden className="size-4" />
          </a>
        </li>
      ))}
    </ul>
  );
}
