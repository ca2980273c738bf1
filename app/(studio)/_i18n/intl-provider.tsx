"use client";

import { type ReactNode, useSyncExternalStore } from "react";
import { IntlProvider } from "use-intl/react";
import type { Language } from "./languages";
import type { messages } from "./messages";

/** Provides the messages of one language; those of the others are never loaded. */
export function Spoken({
  locale,
  messages: said,
  children,
}: {
  locale: Language;
  messages: (typeof messages)[Language];
  children: ReactNode;
}) {
  const timeZone = useSyncExternalStore(never, ownZone, serverZone);
  return (
    <IntlProvider locale={locale} messages={said} timeZone={timeZone}>
      {children}
    </IntlProvider>
  );
}

/** Only the browser knows its time zone; until the page is hydrated, times are in UTC. */
const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
const serverZone = () => "UTC";
const never = () => () => {};
