"use client";

import { Tooltip as Radix } from "radix-ui";
import type { ComponentProps } from "react";

type Props = { text: string } & ComponentProps<typeof Radix.Trigger>;

/** Says what a button is for, under the pointer and to the keyboard; what it is given besides goes to the button. */
export function Tooltip({ text, children, ...rest }: Props) {
  return (
    <Radix.Provider delayDuration={300}>
      <Radix.Root>
        <Radix.Trigger asChild {...rest}>
          {children}
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            sideOffset={6}
            collisionPadding={8}
            className="z-50 max-w-64 rounded-lg bg-ink px-2.5 py-1 text-sm text-pretty text-paper shadow-lift"
          >
            {text}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
