import { Download } from "lucide-react";
import type { ComponentProps } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/app/(studio)/_ui/button";

export function DownloadsButton(props: ComponentProps<typeof Button>) {
  const t = useTranslations("cut");
  return (
    <Button kind="quiet" className="pointer-coarse:min-h-11" {...props}>
      <Download aria-hidden />
      {t("downloads")}
    </Button>
  );
}
