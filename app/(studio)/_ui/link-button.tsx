import Link from "next/link";
import type { ComponentProps } from "react";
import { type ButtonLook, buttonStyle } from "./button";

/** A link to a page that looks like a button. */
export function LinkButton({ kind = "plain", size, className, ...rest }: ComponentProps<typeof Link> & ButtonLook) {
  return <Link className={buttonStyle(kind, size, className)} {...rest} />;
}
