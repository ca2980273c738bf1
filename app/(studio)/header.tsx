"use client";

import { LogOut } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { signOut } from "./api";
import { Button } from "./ui/button";
import { Mark } from "./ui/mark";
import { words } from "./words";

const places = [
  { href: "/", title: words.nav.make },
  { href: "/jobs", title: words.nav.jobs },
];

export function Header() {
  const path = usePathname();
  return (
    <header className="sticky top-0 z-20 border-b border-line bg-paper/85 backdrop-blur-md">
      <div className="mx-auto flex h-14 max-w-[96rem] items-center gap-2 px-4 sm:gap-6 sm:px-8">
        <Link href="/" className="flex items-center gap-2.5 rounded-lg font-semibold tracking-tight">
          <Mark className="size-7" />
          <span className="hidden sm:inline">{words.name}</span>
          <span className="sr-only sm:hidden">{words.name}</span>
        </Link>
        <nav aria-label={words.nav.label} className="flex gap-1">
          {places.map(({ href, title }) => (
            <Link
              key={href}
              href={href}
              aria-current={href === path ? "page" : undefined}
              className="flex min-h-9 items-center rounded-lg px-3 text-sm font-medium text-soft hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:text-ink"
            >
              {title}
            </Link>
          ))}
        </nav>
        <Button kind="quiet" onClick={signOut} className="-mr-3 ml-auto">
          <LogOut aria-hidden />
          {words.nav.signOut}
        </Button>
      </div>
    </header>
  );
}
