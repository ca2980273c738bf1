import { History } from "lucide-react";
import type { ComponentProps } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/app/(studio)/_ui/button";

type ButtonProps = { count: number } & ComponentProps<typeof Button>;

export function VersionsButton({ count, ...rest }: ButtonProps) {
  const t = useTranslations("cut");
  return (
    <Button kind="quiet" className="pointer-coarse:min-h-11" {...rest}>
      <History aria-hidden />
      {count > 1 ? t("versionsOf", { n: count }) : t("versions")}
    </Button>
  );
}
