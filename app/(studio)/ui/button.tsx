import Link from "next/link";
import type { ComponentProps } from "react";

const kinds = {
  main: "bg-accent text-on-accent hover:brightness-110 font-semibold shadow-sm",
  plain: "bg-raised text-ink ring-1 ring-edge/60 ring-inset hover:bg-sunken font-medium",
  quiet: "text-soft hover:bg-sunken hover:text-ink font-medium",
  danger: "bg-bad text-paper hover:brightness-110 font-semibold",
};
type Kind = keyof typeof kinds;

const style = (kind: Kind, className = "") =>
  `inline-flex min-h-10 items-center justify-center gap-2 rounded-xl px-4 text-sm transition disabled:cursor-not-allowed disabled:opacity-60 [&_svg]:size-4 [&_svg]:shrink-0 ${kinds[kind]} ${className}`;

export function Button({ kind = "plain", className, ...rest }: ComponentProps<"button"> & { kind?: Kind }) {
  return <button type="button" className={style(kind, className)} {...rest} />;
}

export function LinkButton({ kind = "plain", className, ...rest }: ComponentProps<typeof Link> & { kind?: Kind }) {
  return <Link className={style(kind, className)} {...rest} />;
}

/** A link to bytes, not to a page: no client navigation. */
export function FileButton({ kind = "plain", className, ...rest }: ComponentProps<"a"> & { kind?: Kind }) {
  return <a className={style(kind, className)} {...rest} />;
}
