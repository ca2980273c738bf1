import Link from "next/link";
import type { ComponentProps } from "react";
import { type ButtonKind, buttonStyle } from "./button";

/** A link to a page that looks like a button. */
export function LinkButton({
  kind = "plain",
  className,
  ...rest
}: ComponentProps<typeof Link> & { kind?: ButtonKind }) {
  return <Link className={buttonStyle(kind, className)} {...rest} />;
}
