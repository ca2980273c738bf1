"use client";

import { Link2 } from "lucide-react";
import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, buttonStyle } from "../_ui/button";
import { DropDown } from "../_ui/drop-down";
import { asLink } from "./media-items";

/** Adds a file by its URL. */
export function MediaLink({ onLink }: { onLink: (url: string) => void }) {
  const t = useTranslations("media");
  const trigger = (
    <>
      <Link2 aria-hidden />
      {t("link")}
    </>
  );
  return (
    <DropDown trigger={trigger} label={t("link")} className={buttonStyle("plain", "small")}>
      {(close) => (
        <LinkField
          onLink={(url) => {
            close();
            onLink(url);
          }}
        />
      )}
    </DropDown>
  );
}

function LinkField({ onLink }: { onLink: (url: string) => void }) {
  const t = useTranslations("media");
  const id = useId();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const use = () => {
    const url = asLink(text);
    setWrong(url === null);
    if (url !== null) onLink(url);
  };
  return (
    <>
      <label htmlFor={id} className="text-sm font-medium">
        {t("linkLabel")}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          // biome-ignore lint/a11y/noAutofocus: the panel opened for this field
          autoFocus
          type="url"
          inputMode="url"
          placeholder="https://"
          value={text}
          aria-invalid={wrong || undefined}
          aria-describedby={`${id}-about`}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            event.stopPropagation();
            use();
          }}
          className="min-h-10 min-w-0 flex-1 rounded-xl bg-raised px-3.5 text-sm ring-1 ring-edge ring-inset aria-invalid:ring-2 aria-invalid:ring-bad"
        />
        <Button kind="main" onClick={use}>
          {t("linkUse")}
        </Button>
      </div>
      <p
        id={`${id}-about`}
        role={wrong ? "alert" : undefined}
        className={`text-sm ${wrong ? "text-bad" : "text-faint"}`}
      >
        {wrong ? t("linkWrong") : t("linkFetched")}
      </p>
    </>
  );
}
