/** The look of a text field. */
export const box =
  "w-full rounded-xl bg-raised px-3.5 py-2.5 ring-1 ring-edge ring-inset placeholder:text-faint aria-invalid:ring-2 aria-invalid:ring-bad";
/** The look of a small button with an icon only. */
export const iconButton =
  "grid size-9 shrink-0 place-items-center rounded-lg text-soft hover:bg-sunken hover:text-ink disabled:opacity-30 disabled:hover:bg-transparent";
