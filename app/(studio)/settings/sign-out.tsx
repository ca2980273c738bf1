"use client";

import { LogOut } from "lucide-react";
import { useTranslations } from "use-intl";
import { signOut } from "../_data/api";
import { Button } from "../_ui/button";

/** For small screens, where the header has no room for it. */
export function SignOut() {
  const t = useTranslations("nav");
  return (
    <Button kind="quiet" onClick={signOut} size="small" className="md:hidden">
      <LogOut aria-hidden />
      {t("signOut")}
    </Button>
  );
}
