import { Plus } from "lucide-react";
import type { ComponentProps } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/app/(studio)/_ui/button";

export function AddClipButton(props: ComponentProps<typeof Button>) {
  const t = useTranslations("cut");
  return (
    <Button className="pointer-coarse:min-h-11" {...props}>
      <Plus aria-hidden />
      {t("addClip")}
    </Button>
  );
}
