import { useId } from "react";

type Props = { label: string; choices: readonly string[]; value: string; onChange: (choice: string) => void };

/** One of a few choices side by side. */
export function Segments({ label, choices, value, onChange }: Props) {
  const name = useId();
  return (
    <fieldset className="flex w-fit max-w-full flex-wrap gap-1 rounded-xl bg-sunken p-1">
      <legend className="sr-only">{label}</legend>
      {choices.map((choice) => (
        <label
          key={choice}
          className="flex min-h-9 cursor-pointer items-center rounded-lg px-3.5 text-sm font-medium text-soft hover:text-ink has-checked:bg-raised has-checked:text-ink has-checked:shadow-sm has-focus-visible:outline-2 has-focus-visible:outline-accent forced-colors:has-checked:outline-2"
        >
          <input
            type="radio"
            name={name}
            checked={choice === value}
            onChange={() => onChange(choice)}
            className="sr-only"
          />
          {choice}
        </label>
      ))}
    </fieldset>
  );
}
