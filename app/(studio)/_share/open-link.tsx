"use client";

import { ExternalLink } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import type { ShareObject } from "@/lib/schemas/share";
import { FileButton } from "../_ui/button";
import { CopyText } from "../jobs/[id]/_panels/copy-button";
import { addressFor } from "./share-data";

/** The address of a share, with the ways to give it to others. */
export function OpenLink({ share }: { share: ShareObject }) {
  const t = useTranslations("share");
  const address = addressFor(share.url);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const embed = () =>
    `<iframe src="${addressFor(share.embedUrl)}" width="960" height="540" style="border:0" allow="fullscreen" allowfullscreen></iframe>`;
  return (
    <div className="flex flex-col gap-2 rounded-2xl bg-accent-wash p-3">
      <input
        ref={field}
        readOnly
        aria-label={t("link")}
        value={address}
        onFocus={(event) => event.currentTarget.select()}
        className="min-h-11 w-full min-w-0 truncate rounded-xl bg-raised px-3.5 font-mono text-sm ring-1 ring-line ring-inset"
      />
      <div className="grid grid-cols-2 gap-2">
        <CopyText icon="link" text={() => address} label={t("copyLink")} />
        <CopyText text={embed} label={t("copyEmbed")} />
        <FileButton href={address} target="_blank" rel="noreferrer" className="col-span-2">
          <ExternalLink aria-hidden />
          {t("open")}
        </FileButton>
      </div>
    </div>
  );
}
