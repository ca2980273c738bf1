export type Choice = { value: string; title: string; description?: string };
export type ChoiceGroup = { title: string | null; choices: Choice[] };

export type SelectProps = {
  id?: string;
  /** Required when no label element exists. */
  label?: string;
  value: string;
  groups: ChoiceGroup[];
  onChange: (value: string) => void;
  placeholder?: string;
  describedBy?: string;
  invalid?: boolean;
};

export const selectStyle =
  "flex min-h-11 w-full items-center justify-between gap-3 rounded-xl bg-raised px-3.5 text-left ring-1 ring-edge ring-inset aria-invalid:ring-2 aria-invalid:ring-bad data-placeholder:text-faint";
