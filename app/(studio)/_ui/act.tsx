import type { ComponentProps, ReactNode } from "react";
import { Button } from "./button";
import { Tooltip } from "./tooltip";

type ActProps = { label: string; isOff?: boolean; onPress: () => void; children: ReactNode };

/** A button that keeps the focus when it has no more to do. */
export function Act({ label, isOff = false, onPress, children, ...rest }: ActProps & ComponentProps<"button">) {
  return (
    <Tooltip text={label}>
      <Button
        kind="quiet"
        size="icon"
        aria-label={label}
        aria-disabled={isOff}
        onClick={() => !isOff && onPress()}
        className="aria-disabled:opacity-35 pointer-coarse:size-11"
        {...rest}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
