"use client";

import { Check, ChevronDown } from "lucide-react";
import { Select } from "radix-ui";
import { type RefObject, useEffect, useRef } from "react";
import { type Choice, type SelectProps, selectStyle } from "./select-props";

/** The box with its list, open at first. */
export default function SelectWindow(props: SelectProps) {
  const { id, label, value, groups, onChange, placeholder, describedBy, invalid } = props;
  const trigger = useRef<HTMLButtonElement>(null);
  return (
    <Select.Root value={value} onValueChange={onChange} defaultOpen>
      <Select.Trigger
        ref={trigger}
        id={id}
        aria-label={label}
        aria-describedby={describedBy}
        aria-invalid={invalid || undefined}
        className={selectStyle}
      >
        <Select.Value placeholder={placeholder} />
        <Select.Icon>
          <ChevronDown aria-hidden className="size-4 text-faint" />
        </Select.Icon>
      </Select.Trigger>
      <Select.Portal>
        <Select.Content
          position="popper"
          sideOffset={6}
          className="z-30 max-h-(--radix-select-content-available-height) w-(--radix-select-trigger-width) min-w-60 overflow-hidden rounded-2xl bg-raised shadow-lift ring-1 ring-line"
        >
          <KeepInPlace of={trigger} />
          <Select.Viewport className="p-1.5">
            {groups.map((group) => (
              <Select.Group key={group.title ?? ""}>
                {group.title && (
                  <Select.Label className="px-3 pt-3 pb-1 text-xs text-faint">{group.title}</Select.Label>
                )}
                {group.choices.map((choice) => (
                  <ChoiceItem key={choice.value} choice={choice} />
                ))}
              </Select.Group>
            ))}
          </Select.Viewport>
        </Select.Content>
      </Select.Portal>
    </Select.Root>
  );
}

/**
 * Keeps the box in view. An open list locks the page, and the browser keeps nothing in its place then: what loads above
 * would push it away. The page may also have moved since the click, while the list's code was loading.
 */
function KeepInPlace({ of }: { of: RefObject<HTMLElement | null> }) {
  useEffect(() => {
    of.current?.scrollIntoView({ block: "nearest", behavior: "instant" });
    const top = () => of.current?.getBoundingClientRect().top ?? 0;
    const first = top();
    const observer = new ResizeObserver(() => window.scrollBy({ top: top() - first, behavior: "instant" }));
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [of]);
  return null;
}

function ChoiceItem({ choice }: { choice: Choice }) {
  return (
    <Select.Item
      value={choice.value}
      className="flex cursor-pointer items-start gap-3 rounded-xl px-3 py-2 outline-none data-highlighted:bg-sunken"
    >
      <span className="min-w-0 flex-1">
        <Select.ItemText>{choice.title}</Select.ItemText>
        {choice.description && <span className="block text-sm text-soft">{choice.description}</span>}
      </span>
      <Select.ItemIndicator>
        <Check aria-hidden className="mt-1 size-4 text-accent" />
      </Select.ItemIndicator>
    </Select.Item>
  );
}
