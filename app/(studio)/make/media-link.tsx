"use client";

import { Link2 } from "lucide-react";
import { Popover } from "radix-ui";
import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../_ui/button";
import { asLink } from "./media-items";

/** Adds a file by its URL. */
export function MediaLink({ onLink }: { onLink: (url: string) => void }) {
  const t = useTranslations("media");
  const id = useId();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const use = () => {
    const url = asLink(text);
    setWrong(url === null);
    if (url === null) return;
    onLink(url);
    setText("");
    setOpen(false);
  };
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button>
          <Link2 aria-hidden />
          {t("link")}
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          sideOffset={8}
          collisionPadding={12}
          aria-label={t("link")}
          className="z-30 flex w-[min(24rem,calc(100vw-1.5rem))] flex-col gap-2 rounded-2xl bg-raised p-4 shadow-lift ring-1 ring-line"
        >
          <label htmlFor={id} className="text-sm font-medium">
            {t("linkLabel")}
          </label>
          <div className="flex gap-2">
            <input
              id={id}
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
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
