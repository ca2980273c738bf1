/** The look of a filter that is on or off. */
export const chip =
  "print:hidden min-h-9 shrink-0 rounded-full px-3.5 text-sm font-medium text-soft ring-1 ring-line ring-inset hover:bg-sunken hover:text-ink data-[state=on]:bg-ink data-[state=on]:text-paper data-[state=on]:ring-ink aria-pressed:bg-ink aria-pressed:text-paper aria-pressed:ring-ink";
