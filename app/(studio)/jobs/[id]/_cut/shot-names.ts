import { useTranslations } from "use-intl";
import { useStepName } from "@/app/(studio)/_i18n/step-names";
import { type Material, sourceOf } from "./film-places";

/** The title of a clip: of the step that made it, or of an upload. */
export function useShotNames(): (clip: string, material: Pick<Material, "sources">) => string {
  const t = useTranslations("cut");
  const stepName = useStepName();
  return (clip, { sources }) =>
    clip.startsWith("asset:") ? sourceOf(sources, clip)?.title || t("ownClip") : stepName(clip);
}
