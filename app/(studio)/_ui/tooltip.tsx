"use client";

import { Slot } from "radix-ui";
import { type ComponentProps, lazy, Suspense, useEffect, useState } from "react";

/** Loaded on the first hover: its positioning code is as large as a page's own script. */
const Bubble = lazy(() => import("./tooltip-bubble"));

const restMs = 300;

type Props = { text: string } & ComponentProps<typeof Slot.Root>;

/** Shows the purpose of a button on hover and focus; other props go to the button. */
export function Tooltip({ text, children, ...rest }: Props) {
  const [on, setOn] = useState<HTMLElement | null>(null);
  const [rested, setRested] = useState(false);
  useEffect(() => {
    if (!on) return setRested(false);
    const timer = setTimeout(() => setRested(true), restMs);
    return () => clearTimeout(timer);
  }, [on]);
  const leave = () => setOn(null);
  return (
    <>
      <Slot.Root
        {...rest}
        onPointerEnter={(event) => event.pointerType !== "touch" && setOn(event.currentTarget)}
        onPointerLeave={leave}
        onPointerDown={leave}
        onFocus={(event) => event.currentTarget.matches(":focus-visible") && setOn(event.currentTarget)}
        onBlur={leave}
      >
        {children}
      </Slot.Root>
      {on && rested && (
        <Suspense>
          <Bubble on={on} text={text} onClose={leave} />
        </Suspense>
      )}
    </>
  );
}
